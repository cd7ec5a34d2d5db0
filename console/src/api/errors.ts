/** What went wrong, for people. */
import { CombinedGraphQLErrors } from "@apollo/client";

export type Trouble = { kind: "lost" } | { kind: "server"; message: string; requestId: string | null };

/** A message of the server is written for people and says what to do; anything else is a lost line. */
export function readTrouble(error: unknown): Trouble {
  if (CombinedGraphQLErrors.is(error)) {
    const first = error.errors[0];
    const requestId = first?.extensions?.["requestId"];
    return {
      kind: "server",
      message: error.errors.map((each) => each.message).join(" "),
      requestId: typeof requestId === "string" ? requestId : null,
    };
  }
  return { kind: "lost" };
}
