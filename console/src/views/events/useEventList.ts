/** The events of the list: pages as they are scrolled to. Only their ids are held here; what is shown is in the cache. */
import { useApolloClient } from "@apollo/client/react";
import { useCallback, useEffect, useRef, useState } from "react";
import type { EventFilter, EventOrder } from "~/gql/graphql";
import { FIRST_PAGE, NEXT_PAGE, SEARCH } from "./documents";

// What two screens hold: the first view stays small.
export const PAGE_SIZE = 48;

export interface EventList {
  ids: string[];
  /** How many there are in all; null for a search, which has the best ones only. */
  total: number | null;
  hasMore: boolean;
  loading: boolean;
  error: unknown;
  degraded: string[];
  more: () => void;
  reload: () => void;
}

interface State {
  ids: string[];
  total: number | null;
  cursor: string | null;
  degraded: string[];
}

const NOTHING: State = { ids: [], total: null, cursor: null, degraded: [] };

/** An event that was stored meanwhile moves the others on, so a page may repeat one. */
export function appendNew(ids: string[], more: string[]): string[] {
  const known = new Set(ids);
  return [...ids, ...more.filter((id) => !known.has(id))];
}

export function useEventList(text: string, filter: EventFilter, orderBy: EventOrder): EventList {
  const client = useApolloClient();
  const [state, setState] = useState<State>(NOTHING);
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  const wanted = JSON.stringify([text, filter, orderBy]);
  // Answers for filters that were left meanwhile are dropped.
  const current = useRef("");

  useEffect(() => {
    const key = `${wanted} ${String(round)}`;
    current.current = key;
    setLoading(true);
    setError(null);
    const read = text ? readSearch() : readFirst();
    read
      .then((next) => {
        if (current.current === key) setState(next);
      })
      .catch((problem: unknown) => {
        if (current.current === key) setError(problem);
      })
      .finally(() => {
        if (current.current === key) setLoading(false);
      });

    async function readSearch(): Promise<State> {
      const { data } = await client.query({ query: SEARCH, variables: { text, filter }, fetchPolicy: "network-only" });
      const found = data?.searchEvents;
      return { ...NOTHING, ids: found?.hits.map((hit) => hit.event.id) ?? [], degraded: found?.degraded ?? [] };
    }

    async function readFirst(): Promise<State> {
      const variables = { filter, orderBy, first: PAGE_SIZE };
      const { data } = await client.query({ query: FIRST_PAGE, variables, fetchPolicy: "network-only" });
      const page = data?.events;
      const cursor = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      return { ...NOTHING, ids: page?.edges.map((edge) => edge.node.id) ?? [], total: page?.totalCount ?? 0, cursor };
    }
    // The filter is a new object each time; `wanted` says whether it differs.
    // eslint-disable-next-line
  }, [client, wanted, round]);

  const { cursor } = state;
  const more = useCallback(() => {
    if (loading || cursor === null) return;
    const key = current.current;
    setLoading(true);
    client
      .query({
        query: NEXT_PAGE,
        variables: { filter, orderBy, first: PAGE_SIZE * 2, after: cursor },
        fetchPolicy: "network-only",
      })
      .then(({ data }) => {
        const page = data?.events;
        if (!page || current.current !== key) return;
        setState((before) => ({
          ...before,
          ids: appendNew(before.ids, page.edges.map((edge) => edge.node.id)),
          cursor: page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null,
        }));
      })
      .catch(setError)
      .finally(() => {
        if (current.current === key) setLoading(false);
      });
  }, [client, cursor, filter, loading, orderBy]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, hasMore: cursor !== null, loading, error, more, reload };
}
