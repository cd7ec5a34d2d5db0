import { ApolloLink, gql } from "@apollo/client";
import { createPersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { sha256 } from "crypto-hash";
import { Kind, visit } from "graphql";
import { codes } from "./requests.mjs";

let made = 0;
/** A document that no other check has sent. */
const fresh = (document) => {
  const name = `Own${process.pid}${(made += 1)}`;
  return visit(document, {
    [Kind.OPERATION_DEFINITION]: (node) => ({ ...node, name: { kind: Kind.NAME, value: name } }),
  });
};
const VIEWER = gql`query Me { viewer { id } }`;
const FOLLOW = gql`subscription Follow($id: ID!) { analysisProgress(videoId: $id) { sequence } }`;

/** HttpLink's fetch that notes what was sent. */
const noting = (sent) => (uri, options) => {
  const asked = options.body ? JSON.parse(options.body) : Object.fromEntries(new URL(uri).searchParams);
  sent.push({ method: options.method, text: "query" in asked, hash: JSON.stringify(asked.extensions ?? "").includes("sha256") });
  return fetch(uri, options);
};

export const checks = [
  [
    "hashes: http sends the text once",
    async (world, assert) => {
      const sent = [];
      const link = createPersistedQueryLink({ sha256 }).concat(world.httpLink({ fetch: noting(sent) }));
      const client = world.client(link);
      const query = fresh(VIEWER);
      for (let turn = 0; turn < 2; turn += 1) await client.query({ query, fetchPolicy: "network-only" });
      assert.deepEqual(sent.map(({ text }) => text), [false, true, false]);
    },
  ],
  [
    "hashes: http sends hashes by GET",
    async (world, assert) => {
      const sent = [];
      const http = world.httpLink({ fetch: noting(sent), headers: { "apollo-require-preflight": "true" } });
      const client = world.client(createPersistedQueryLink({ sha256, useGETForHashedQueries: true }).concat(http));
      const query = fresh(VIEWER);
      for (let turn = 0; turn < 2; turn += 1) await client.query({ query, fetchPolicy: "network-only" });
      assert.deepEqual(sent.at(-1), { method: "GET", text: false, hash: true });
    },
  ],
  [
    "hashes: multipart subscriptions send the text once",
    async (world, assert) => {
      const sent = [];
      const client = world.client(createPersistedQueryLink({ sha256 }).concat(world.httpLink({ fetch: noting(sent) })));
      const query = fresh(FOLLOW);
      for (let turn = 0; turn < 2; turn += 1) {
        const reader = world.subscribe(client, query, { id: world.videos[0] });
        assert.ok((await reader.data()).analysisProgress);
        // Two at once would be one request.
        reader.subscription.unsubscribe();
      }
      assert.deepEqual(sent.map(({ text }) => text), [false, true, false]);
    },
  ],
  ...["ws", "sse"].map((transport) => [
    `hashes: ${transport} takes hash and text together`,
    async (world, assert) => {
      const client = world.client(createPersistedQueryLink({ sha256 }).concat(world.link(transport)));
      assert.equal((await client.query({ query: fresh(VIEWER) })).data.viewer.id, "tester");
    },
  ]),
  [
    "hashes: a hash alone over a socket: an unknown one ends its operation, and the socket goes on",
    async (world, assert) => {
      const socket = world.socket({}, { lazy: false });
      let closed = false;
      socket.on("closed", () => (closed = true));
      const run = (payload) =>
        new Promise((done) => socket.subscribe(payload, { next: done, error: (error) => done({ error }), complete() {} }));
      const sha256Hash = await sha256(`unknown ${process.pid}`);
      const { error } = await run({ query: "", extensions: { persistedQuery: { version: 1, sha256Hash } } });
      assert.equal(error[0].message, "PersistedQueryNotFound");
      assert.deepEqual((await run({ query: "{ viewer { id } }" })).data, { viewer: { id: "tester" } });
      assert.equal(closed, false);
    },
  ],
  [
    "hashes: a text under another hash is refused",
    async (world, assert) => {
      const wrong = createPersistedQueryLink({ sha256: async () => "0".repeat(64) });
      const client = world.client(ApolloLink.from([wrong, world.httpLink()]));
      await assert.rejects(client.query({ query: fresh(VIEWER) }), (error) => {
        assert.ok(codes(error).includes("INVALID_REQUEST") || error.statusCode === 400, `${error}`);
        return true;
      });
    },
  ],
];
