/** The Apollo Client: one cache, HTTP for operations, a WebSocket for subscriptions. */
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, Observable } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { ErrorLink } from "@apollo/client/link/error";
import { RetryLink } from "@apollo/client/link/retry";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { relayStylePagination } from "@apollo/client/utilities";
import { OperationTypeNode } from "graphql";
import { from as fromPromise, switchMap } from "rxjs";
import { sessions } from "./session";
import { createSocket } from "./socket";
import { getLanguage } from "~/i18n/language";

interface Signed {
  token?: string;
}

const authorize = new SetContextLink(async (context) => {
  const token = await sessions.getToken();
  return {
    token,
    headers: { ...context.headers, authorization: `Bearer ${token}`, "accept-language": getLanguage() },
  };
});

/** A refused token ends the session; the operation goes on with the next token, so that the page stays as it is. */
const signInAgain = new ErrorLink(({ error, operation, forward }) => {
  const refused =
    CombinedGraphQLErrors.is(error) && error.errors.some((each) => each.extensions?.["code"] === "UNAUTHENTICATED");
  const token = (operation.getContext() as Signed).token;
  if (!refused || token === undefined || operation.operationType === OperationTypeNode.SUBSCRIPTION) return;
  sessions.end(token);
  return fromPromise(sessions.getToken()).pipe(switchMap(() => forward(operation))) as Observable<ApolloLink.Result>;
});

/** A query is sent again while the line is lost. A mutation is not: it may have been carried out. */
const tryAgain = new RetryLink({
  delay: { initial: 500, max: 5_000, jitter: true },
  attempts: {
    max: 12,
    retryIf: (error, operation) =>
      operation.operationType === OperationTypeNode.QUERY && !CombinedGraphQLErrors.is(error) && isLost(error),
  },
});

function isLost(error: unknown): boolean {
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : null;
  return status === null || status === 502 || status === 503 || status === 504;
}

export function createClient(): ApolloClient {
  const http = ApolloLink.from([signInAgain, tryAgain, authorize, new HttpLink({ uri: "/graphql" })]);
  const socket = new GraphQLWsLink(createSocket());
  return new ApolloClient({
    cache: new InMemoryCache({
      typePolicies: {
        Query: {
          fields: {
            events: relayStylePagination(["filter", "orderBy"]),
            videos: relayStylePagination(["filter", "orderBy"]),
            promptSessions: relayStylePagination(["status", "videoId"]),
          },
        },
      },
    }),
    link: ApolloLink.split(({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION, socket, http),
    clientAwareness: { name: "watchgraph-console" },
  });
}
