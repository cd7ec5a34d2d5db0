/** What a browser plays of a video, asked for when somebody wants to see it. */
import { useQuery } from "@apollo/client/react";
import { useEffect } from "react";
import { graphql } from "~/gql";
import type { PlaybackQuery } from "~/gql/graphql";

const PLAYBACK = graphql(/* GraphQL */ `
  query Playback($id: ID!) {
    video(id: $id) {
      id
      name
      width
      height
      playback {
        state
        url
        error {
          message
        }
      }
    }
  }
`);

// While a copy that browsers play is made, in milliseconds.
const ASK_AGAIN = 3_000;

export type PlaybackState = NonNullable<NonNullable<PlaybackQuery["video"]>["playback"]>["state"];

export interface Footage {
  url: string | null;
  state: PlaybackState | null;
  /** Of the server: why there is nothing to play, and what to do. */
  problem: string | null;
  name: string;
  /** Of a frame, in pixels; 16 by 9 until it is known. */
  width: number;
  height: number;
}

export interface FootageState {
  footage: Footage | null;
  error: unknown;
  loading: boolean;
  /** Asks for a fresh address, such as when the one before ran out. */
  renew: () => void;
}

export function useFootage(id: string): FootageState {
  const { data, error, loading, refetch, startPolling, stopPolling } = useQuery(PLAYBACK, {
    variables: { id },
    // The address that a cache holds may have run out.
    fetchPolicy: "network-only",
    nextFetchPolicy: "cache-first",
  });
  const video = data?.video;
  const playback = video?.playback;
  const isMade = playback?.state === "MAKING" || playback?.state === "WAITING";
  useEffect(() => {
    if (!isMade) return;
    startPolling(ASK_AGAIN);
    return stopPolling;
  }, [isMade, startPolling, stopPolling]);
  return {
    footage: video
      ? {
          url: playback?.url ?? null,
          state: playback?.state ?? null,
          problem: playback?.error?.message ?? null,
          name: video.name,
          width: video.width ?? 1280,
          height: video.height ?? 720,
        }
      : null,
    error,
    loading,
    renew: () => void refetch(),
  };
}
