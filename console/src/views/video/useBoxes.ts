/** The boxes over the footage: its tracks, else the boxes of its events. Read when it first plays. */
import { useQuery } from "@apollo/client/react";
import { useCallback, useState } from "react";
import type { LaneEventFragment } from "~/gql/graphql";
import type { Box } from "~/ui/player/drawBoxes";
import { boxesAt as boxesOfTracks } from "~/ui/player/tracks";
import { TRACKS } from "./documents";

interface Boxes {
  boxesAt: (seconds: number) => Box[];
  on: boolean;
  toggle: () => void;
  /** They are about to be seen. */
  want: () => void;
}

/** An event's box is of its start: it is shown for as long as it may still fit, in seconds. */
const SHOWN = 1;

export function boxesOfEvents(events: readonly LaneEventFragment[], seconds: number): Box[] {
  const seen = events.filter(({ startSeconds }) => seconds >= startSeconds - 0.1 && seconds <= startSeconds + SHOWN);
  const tracks = [...new Set(events.map((event) => event.person?.trackId ?? ""))];
  return seen.flatMap(({ boundingBox, person }) =>
    boundingBox ? [{ ...boundingBox, label: person?.trackId ?? "", hue: tracks.indexOf(person?.trackId ?? "") }] : [],
  );
}

export function useBoxes(videoId: string, events: readonly LaneEventFragment[]): Boxes {
  const [on, setOn] = useState(true);
  const [wanted, setWanted] = useState(false);
  const { data } = useQuery(TRACKS, { variables: { id: videoId }, skip: !on || !wanted });
  const tracks = data?.video?.tracks;
  const boxesAt = useCallback(
    (seconds: number) => (tracks?.length ? boxesOfTracks(tracks, seconds) : boxesOfEvents(events, seconds)),
    [tracks, events],
  );
  const want = useCallback(() => setWanted(true), []);
  const toggle = useCallback(() => setOn((before) => !before), []);
  return { boxesAt, on, toggle, want };
}
