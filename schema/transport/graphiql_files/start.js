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

// GraphiQL keeps what was run in the browser's storage, headers and all: they hold the token, and stay out of it.
const withoutHeaders = (text) => {
  try {
    const read = JSON.parse(text, (name, value) => (name === "headers" ? undefined : value));
    return typeof read === "object" && read !== null ? JSON.stringify(read) : text;
  } catch {
    return text;
  }
};
const storage = {
  get length() {
    return window.localStorage.length;
  },
  key: (index) => window.localStorage.key(index),
  getItem: (name) => window.localStorage.getItem(name),
  setItem: (name, text) => {
    if (!name.endsWith("headers")) window.localStorage.setItem(name, withoutHeaders(text));
  },
  removeItem: (name) => window.localStorage.removeItem(name),
  clear: () => window.localStorage.clear(),
};
// What an earlier version of this page left there.
for (const name of Object.keys(window.localStorage)) {
  if (name.startsWith("graphiql:")) storage.setItem(name, window.localStorage.getItem(name));
}

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: EXAMPLE,
    query: parameters.get("query") ?? undefined,
    defaultHeaders: '{ "Authorization": "Bearer <token>" }',
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    storage,
    defaultEditorToolsVisibility: "headers",
  }),
);
