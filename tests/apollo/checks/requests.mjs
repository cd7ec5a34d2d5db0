import { ApolloLink, CombinedGraphQLErrors, gql } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";

const VIEWER = gql`query Me { viewer { id organization roles } }`;
const DESCRIBED = gql`query Described($id: ID!) { event(id: $id) { id description } }`;
const BOTH = gql`
  query Both($id: ID!) { event(id: $id) { id korean: description(language: KO) english: description(language: EN) } }
`;
const hangul = /[가-힣]/;

/** The codes of an error of Apollo Client. */
export const codes = (error) =>
  CombinedGraphQLErrors.is(error) ? error.errors.map((one) => one.extensions?.code) : [];

export const checks = [
  ...["http", "ws", "sse"].map((transport) => [
    `${transport}: a query answers`,
    async (world, assert) => {
      const { data } = await world.client(world.link(transport)).query({ query: VIEWER });
      assert.equal(data.viewer.id, "tester");
    },
  ]),
  ...["http", "ws", "sse"].map((transport) => [
    `${transport}: texts are in the language of the client`,
    async (world, assert) => {
      for (const [language, korean] of [["ko-KR,ko;q=0.9,en;q=0.8", true], ["en", false]]) {
        const client = world.client(world.link(transport, language));
        const { data } = await client.query({ query: DESCRIBED, variables: { id: world.event } });
        assert.equal(hangul.test(data.event.description), korean, data.event.description);
      }
    },
  ]),
  [
    "http: an argument decides the language of a text",
    async (world, assert) => {
      const { data } = await world.client().query({ query: BOTH, variables: { id: world.event } });
      assert.match(data.event.korean, hangul);
      assert.doesNotMatch(data.event.english, hangul);
    },
  ],
  [
    "http: a header of each request renews the token",
    async (world, assert) => {
      let asked = 0;
      const renewing = new SetContextLink(async ({ headers }) => {
        asked += 1;
        return { headers: { ...headers, authorization: `Bearer ${world.token}` } };
      });
      const client = world.client(renewing.concat(world.httpLink({ headers: { authorization: "" } })));
      await client.query({ query: VIEWER });
      await client.query({ query: VIEWER, fetchPolicy: "network-only" });
      assert.equal(asked, 2);
    },
  ],
  [
    "http: client awareness is no obstacle",
    async (world, assert) => {
      const client = world.client(world.httpLink(), { clientAwareness: { name: "desk", version: "1.2" } });
      assert.ok((await client.query({ query: VIEWER })).data);
    },
  ],
  [
    "http: an invalid token is an error with a code",
    async (world, assert) => {
      const client = world.client(world.httpLink({ headers: { authorization: "Bearer x" } }));
      await assert.rejects(client.query({ query: VIEWER }), (error) => {
        assert.deepEqual(codes(error), ["UNAUTHENTICATED"]);
        return true;
      });
    },
  ],
  [
    "http: an invalid operation is an error with a code and a place",
    async (world, assert) => {
      await assert.rejects(world.client().query({ query: gql`{ viewer { nothing } }` }), (error) => {
        assert.deepEqual(codes(error), ["INVALID_REQUEST"]);
        assert.equal(error.errors[0].locations.length, 1);
        return true;
      });
    },
  ],
  [
    "http: mistakes of an input are data, all at once",
    async (world, assert) => {
      const mutation = gql`mutation Update($id: ID!) {
        updateVideo(id: $id, input: { name: "", timezone: "Mars" }) { video { id } userErrors { code field message } }
      }`;
      const { data } = await world.client().mutate({ mutation, variables: { id: world.videos[0] } });
      assert.equal(data.updateVideo.video, null);
      assert.deepEqual(data.updateVideo.userErrors.map((one) => one.field.at(-1)).sort(), ["name", "timezone"]);
    },
  ],
  [
    "http: another organization's video is null",
    async (world, assert) => {
      const query = gql`query Foreign($id: ID!) { video(id: $id) { id } }`;
      assert.equal((await world.client().query({ query, variables: { id: world.foreign } })).data.video, null);
    },
  ],
  [
    "http: many queries at once all answer",
    async (world, assert) => {
      const client = world.client(world.httpLink(), { queryDeduplication: false });
      const asked = Array.from({ length: 25 }, () => client.query({ query: VIEWER, fetchPolicy: "no-cache" }));
      assert.equal(new Set((await Promise.all(asked)).map(({ data }) => data.viewer.id)).size, 1);
    },
  ],
  [
    "http: a query may be aborted",
    async (world, assert) => {
      const abort = new AbortController();
      const context = { fetchOptions: { signal: abort.signal } };
      const asked = world.client().query({ query: VIEWER, context });
      abort.abort();
      await assert.rejects(asked, { name: "AbortError" });
    },
  ],
  [
    "http: links may be split by operation",
    async (world, assert) => {
      const seen = [];
      const note = (name) => new ApolloLink((operation, forward) => (seen.push(name), forward(operation)));
      const link = ApolloLink.split(
        ({ operationType }) => operationType === "subscription",
        note("ws").concat(world.link("ws")),
        note("http").concat(world.httpLink()),
      );
      const client = world.client(link);
      await client.query({ query: VIEWER });
      const query = gql`subscription Follow($id: ID!) { analysisProgress(videoId: $id) { sequence } }`;
      await world.subscribe(client, query, { id: world.videos[0] }).data();
      assert.deepEqual(seen, ["http", "ws"]);
    },
  ],
];
