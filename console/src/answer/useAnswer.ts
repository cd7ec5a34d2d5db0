/** An answer while it is written: its stage and its text so far, whatever happens to the line. */
import { useApolloClient } from "@apollo/client/react";
import { useState } from "react";
import { useStream } from "~/api/useStream";
import type { PromptStage, PromptStatus } from "~/gql/graphql";
import { HISTORY, PROGRESS } from "./documents";

export interface Writing {
  stage: PromptStage;
  text: string;
  isUp: boolean;
  failure: unknown;
}

export function isOpen(status: PromptStatus): boolean {
  return status === "QUEUED" || status === "RUNNING";
}

/** The text after one more step: it begins anew when the answer is queued again, and with a whole text. */
export function append(text: string, step: { stage: PromptStage; textDelta: string }, isWhole: boolean): string {
  return (isWhole || step.stage === "QUEUED" ? "" : text) + step.textDelta;
}

/** Follows the answer until it is done, then reads all of it. Null where it is done. */
export function useAnswer(id: string, status: PromptStatus): Writing | null {
  const client = useApolloClient();
  const [state, setState] = useState<{ stage: PromptStage; text: string }>({ stage: "QUEUED", text: "" });
  const [failure, setFailure] = useState<unknown>(null);
  // A subscription without a last step begins with the whole text.
  const [sequence, setSequence] = useState<number | null>(null);
  const read = (): void => {
    void client.query({ query: HISTORY, variables: { id }, fetchPolicy: "network-only" }).catch(setFailure);
  };
  const isUp = useStream({
    query: PROGRESS,
    subject: id,
    variables: isOpen(status) ? (last) => ({ id, after: last?.promptProgress.sequence ?? null }) : null,
    next: ({ promptProgress: step }) => {
      setState((before) => ({ stage: step.stage, text: append(before.text, step, sequence === null) }));
      setSequence(step.sequence);
    },
    complete: read,
    fail: setFailure,
  });
  return isOpen(status) ? { ...state, isUp, failure } : null;
}
