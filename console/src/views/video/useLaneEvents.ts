/** The events of a video for its lane: the first ones with the page, the others after it. */
import { useApolloClient } from "@apollo/client/react";
import { useEffect, useMemo, useState } from "react";
import { readFragment } from "~/gql";
import type { LaneEventFragment, VideoEventsQuery, VideoPageQuery } from "~/gql/graphql";
import { MORE_EVENTS } from "./documents";
import { LANE_EVENT } from "./Lane";

// More cannot be told apart on a lane.
const MOST = 1_000;

type Video = NonNullable<VideoPageQuery["video"]>;
type Edge = Video["events"]["edges"][number];

export function useLaneEvents(video: Video): readonly LaneEventFragment[] {
  const client = useApolloClient();
  const [later, setLater] = useState<Edge[]>([]);
  const { id, events } = video;
  useEffect(() => {
    let isWanted = true;
    const read = async (): Promise<void> => {
      const found: Edge[] = [];
      let page = events.pageInfo;
      while (page.hasNextPage && events.edges.length + found.length < MOST) {
        const variables = { id, after: page.endCursor };
        const answer = await client.query<VideoEventsQuery>({ query: MORE_EVENTS, variables, fetchPolicy: "no-cache" });
        const next = answer.data?.video?.events;
        if (!next || !isWanted) return;
        found.push(...next.edges);
        page = next.pageInfo;
      }
      if (isWanted) setLater(found);
    };
    // The lane says how many of them it shows.
    read().catch(() => undefined);
    return () => {
      isWanted = false;
    };
  }, [client, events, id]);
  return useMemo(() => [...events.edges, ...later].map((edge) => readFragment(LANE_EVENT, edge.node)), [events, later]);
}
