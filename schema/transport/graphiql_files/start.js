"use strict";

const EXAMPLE = `# Ask your footage anything.
# Your token goes into the tab "Headers" below;
# "make run" prints one. It is not stored.
# Ctrl-Enter runs the query.

query LatestVideos {
  videos(first: 5) {
    totalCount
    edges {
      node {
        id
        name
        status
        durationSeconds
        events(first: 5) {
          totalCount
          edges {
            node {
              timecode
              type
              location
              description
            }
          }
        }
      }
    }
  }
}
`;

const parameters = new URLSearchParams(window.location.search);
const socket = new URL("/graphql", window.location.href);
socket.protocol = socket.protocol === "https:" ? "wss:" : "ws:";

// GraphiQL sends the headers of the tab "Headers" with each request, and as connection_init's payload on the socket.
const fetcher = GraphiQL.createFetcher({ url: "/graphql", subscriptionUrl: socket.toString() });

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: EXAMPLE,
    query: parameters.get("query") ?? undefined,
    defaultHeaders: '{ "Authorization": "Bearer <token>" }',
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: "headers",
  }),
);
