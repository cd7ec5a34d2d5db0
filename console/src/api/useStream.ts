/** A subscription as a React hook, which goes on after a lost line. */
import { type ApolloClient, CombinedGraphQLErrors, type OperationVariables, type TypedDocumentNode } from "@apollo/client";
import { useApolloClient } from "@apollo/client/react";
import { useEffect, useEffectEvent, useState } from "react";
import { resume, type Source } from "./resume";

const MENDABLE = new Set(["UNAUTHENTICATED", "UNAVAILABLE", "BUSY", "TOO_MANY_OPERATIONS", "RATE_LIMITED", "EVENTS_MISSED"]);

/** Whether trying again cannot help: the server answered, and its answer would be the same. */
export function isFinal(error: unknown): boolean {
  return (
    CombinedGraphQLErrors.is(error) && error.errors.every((each) => !MENDABLE.has(String(each.extensions?.["code"])))
  );
}

/** One subscription as a source for `resume`; an answer that holds errors is an error. */
export function openSource<T, V extends OperationVariables>(
  client: ApolloClient,
  query: TypedDocumentNode<T, V>,
  variables: V,
): Source<T> {
  return {
    subscribe: (observer) =>
      client.subscribe({ query, variables, fetchPolicy: "no-cache" } as ApolloClient.SubscribeOptions<T, V>).subscribe({
        next: (result) => {
          if (result.error) observer.error(result.error);
          else if (result.data) observer.next(result.data as T);
        },
        error: observer.error,
        complete: observer.complete,
      }),
  };
}

interface StreamOptions<T, V> {
  query: TypedDocumentNode<T, V>;
  /** The variables, given the step that arrived last; null: do not subscribe. */
  variables: ((last: T | null) => V) | null;
  /** Subscribes anew when it changes. */
  subject: string;
  next: (data: T, isFirst: boolean) => void;
  complete?: () => void;
  fail?: (error: unknown) => void;
  /** After a lost line, when it is there again. */
  again?: () => void;
}

/** Follow a subscription while the component is shown. Returns whether the line is there. */
export function useStream<T, V extends OperationVariables>(options: StreamOptions<T, V>): boolean {
  const client = useApolloClient();
  const [isUp, setUp] = useState(true);
  const next = useEffectEvent(options.next);
  const complete = useEffectEvent(() => options.complete?.());
  const fail = useEffectEvent((error: unknown) => options.fail?.(error));
  const again = useEffectEvent(() => options.again?.());
  const variables = useEffectEvent((last: T | null) => options.variables?.(last) as V);
  const { query, subject } = options;
  const isOn = options.variables !== null;
  useEffect(() => {
    if (!isOn) return;
    let wasLost = false;
    return resume<T>({
      open: (last) => openSource(client, query, variables(last)),
      next,
      complete,
      fail,
      isFinal,
      line: (up) => {
        setUp(up);
        if (up && wasLost) again();
        wasLost = !up;
      },
    });
  }, [client, query, subject, isOn]);
  return isUp;
}
