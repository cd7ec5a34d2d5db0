/** A video's address for the player, asked for when somebody wants to see it. */
import { useQuery } from "@apollo/client/react";
import { graphql } from "~/gql";
import { serves } from "~/gql/served";

const PLAYBACK = graphql(/* GraphQL */ `
  query Playback($id: ID!) {
    video(id: $id) {
      id
      name
      width
      height
      playbackUrl
    }
  }
`);

// Handed out for saving the file; browsers play it where they know its codec. Audited, so not for lists.
const ORIGINAL = graphql(/* GraphQL */ `
  query Original($id: ID!) {
    video(id: $id) {
      id
      name
      width
      height
      downloadUrl
    }
  }
`);

export interface Footage {
  url: string | null;
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
  const hasPlayback = serves("Video.playbackUrl");
  // The address that a cache holds may have run out.
  const playback = useQuery(PLAYBACK, { variables: { id }, skip: !hasPlayback, fetchPolicy: "network-only", nextFetchPolicy: "cache-first" });
  const original = useQuery(ORIGINAL, { variables: { id }, skip: hasPlayback, fetchPolicy: "network-only", nextFetchPolicy: "cache-first" });
  const used = hasPlayback ? playback : original;
  const url = hasPlayback ? playback.data?.video?.playbackUrl : original.data?.video?.downloadUrl;
  const video = used.data?.video;
  return {
    footage: video ? { url: url ?? null, name: video.name, width: video.width ?? 1280, height: video.height ?? 720 } : null,
    error: used.error,
    loading: used.loading,
    renew: () => void used.refetch(),
  };
}
