import { InMemoryCache, gql } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";

const LIST = gql`
  query List($first: Int, $after: String, $id: ID!) {
    events(first: $first, after: $after, filter: { videoIds: [$id] }, orderBy: STORED_OLDEST_FIRST) {
      totalCount
      edges { cursor node { id type startSeconds description } }
      pageInfo { endCursor hasNextPage }
    }
  }
`;
const ONE = gql`query One($id: ID!) { event(id: $id) { id type startSeconds } }`;

export const checks = [
  [
    "cache: pages of a list merge without gap or double",
    async (world, assert) => {
      const typePolicies = { Query: { fields: { events: relayStylePagination(["filter", "orderBy"]) } } };
      const client = world.client(world.httpLink(), { cache: new InMemoryCache({ typePolicies }) });
      const list = client.watchQuery({ query: LIST, variables: { first: 7, id: world.videos[0] } });
      let { data } = await list.refetch();
      while (data.events.pageInfo.hasNextPage) {
        await list.fetchMore({ variables: { after: data.events.pageInfo.endCursor } });
        data = list.getCurrentResult().data;
      }
      const ids = data.events.edges.map(({ node }) => node.id);
      assert.equal(ids.length, data.events.totalCount);
      assert.equal(new Set(ids).size, ids.length);
    },
  ],
  [
    "cache: an event of a list answers a query for it without a request",
    async (world, assert) => {
      const typePolicies = {
        Query: { fields: { event: { read: (_, { args, toReference }) => toReference({ __typename: "Event", id: args.id }) } } },
      };
      const client = world.client(world.httpLink(), { cache: new InMemoryCache({ typePolicies }) });
      const { data } = await client.query({ query: LIST, variables: { first: 1, id: world.videos[0] } });
      const [{ node }] = data.events.edges;
      const { data: cached } = await client.query({ query: ONE, variables: { id: node.id }, fetchPolicy: "cache-only" });
      assert.equal(cached.event.startSeconds, node.startSeconds);
    },
  ],
  [
    "cache: texts in two languages stand beside each other",
    async (world, assert) => {
      const query = gql`query In($id: ID!, $language: Language) { event(id: $id) { id description(language: $language) } }`;
      const client = world.client();
      const ask = (language, fetchPolicy) =>
        client.query({ query, variables: { id: world.event, language }, fetchPolicy }).then(({ data }) => data.event.description);
      const [korean, english] = [await ask("KO"), await ask("EN")];
      assert.notEqual(korean, english);
      assert.deepEqual([await ask("KO", "cache-only"), await ask("EN", "cache-only")], [korean, english]);
    },
  ],
  [
    "cache: a Korean client keeps Korean texts when a socket tells the same event",
    async (world, assert) => {
      const described = gql`fragment Described on Event { id description }`;
      const client = world.client(world.link("ws", "ko"));
      const query = gql`
        subscription Missed($after: ID) { eventDetected(afterEventId: $after, filter: { types: [THEFT] }) { ...Described } }
        ${described}
      `;
      const { data } = await client.query({
        query: gql`query First($id: ID!) { event(id: $id) { ...Described } } ${described}`,
        variables: { id: world.theft },
      });
      const told = await world.subscribe(client, query, { after: world.event }).data();
      assert.equal(told.eventDetected.id, world.theft);
      assert.equal(told.eventDetected.description, data.event.description);
      assert.match(client.cache.readFragment({ id: `Event:${world.theft}`, fragment: described }).description, /[가-힣]/);
    },
  ],
  [
    "cache: a mutation updates what is shown",
    async (world, assert) => {
      const video = gql`query Shown($id: ID!) { video(id: $id) { id name } }`;
      const rename = gql`mutation Rename($id: ID!, $name: String!) {
        updateVideo(id: $id, input: { name: $name }) { video { id name } userErrors { code } }
      }`;
      const client = world.client();
      const variables = { id: world.videos[1] };
      await client.query({ query: video, variables });
      await client.mutate({ mutation: rename, variables: { ...variables, name: "renamed by Apollo" } });
      const { data } = await client.query({ query: video, variables, fetchPolicy: "cache-only" });
      assert.equal(data.video.name, "renamed by Apollo");
    },
  ],
];
