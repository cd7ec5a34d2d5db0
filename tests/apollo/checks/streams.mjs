import { gql } from "@apollo/client";
import { codes } from "./requests.mjs";

const TRANSPORTS = ["ws", "sse", "multipart"];
const DETECTED = gql`
  subscription Detected($after: ID, $filter: EventFilter) {
    eventDetected(afterEventId: $after, filter: $filter) { id type startSeconds }
  }
`;
const PROGRESS = gql`
  subscription Progress($id: ID!, $after: Int) { analysisProgress(videoId: $id, afterSequence: $after) { sequence status } }
`;
const MANY = gql`
  subscription Many($ids: [ID!]!) { analysesProgress(videoIds: $ids) { sequence video { id name } } }
`;
const CHANGED = gql`subscription Changed { videoChanged { id name } }`;
const RENAME = gql`mutation Rename($id: ID!, $name: String!) {
  updateVideo(id: $id, input: { name: $name }) { video { id } userErrors { code } }
}`;
const IMPORT = gql`mutation Import($id: ID!, $events: [ImportEventInput!]!) {
  importEvents(videoId: $id, events: $events) { imported userErrors { code message } rejected { index } }
}`;

let moment = 100;
/** Stores an event with a start of its own, by another client; returns the start. */
async function store(world, type = "RUNNING") {
  moment += 1;
  const events = [{ type, startSeconds: moment, endSeconds: moment + 0.5 }];
  const { data } = await world.client().mutate({ mutation: IMPORT, variables: { id: world.videos[0], events } });
  if (data.importEvents.imported !== 1) throw new Error(JSON.stringify(data));
  return moment;
}

/** A subscription that has begun: it got an event that was there before. */
async function follow(world, client) {
  const after = await lastEvent(world);
  await store(world);
  const reader = world.subscribe(client, DETECTED, { after });
  assertStarted(await reader.data());
  return reader;
}

function assertStarted({ eventDetected }) {
  if (!eventDetected) throw new Error("no event");
}

async function lastEvent(world) {
  const query = gql`query Last { events(first: 1, orderBy: STORED_NEWEST_FIRST) { edges { node { id } } } }`;
  const { data } = await world.client().query({ query, fetchPolicy: "no-cache" });
  return data.events.edges[0].node.id;
}

const each = (name, check) => TRANSPORTS.map((transport) => [`${transport}: ${name}`, (...given) => check(transport, ...given)]);

export const checks = [
  ...each("a new event is told", async (transport, world, assert) => {
    const reader = await follow(world, world.client(world.link(transport)));
    const start = await store(world);
    assert.equal((await reader.data()).eventDetected.startSeconds, start);
  }),
  ...each("what was missed is told in order, then what is new", async (transport, world, assert) => {
    const after = await lastEvent(world);
    const missed = [await store(world), await store(world), await store(world)];
    const reader = world.subscribe(world.client(world.link(transport)), DETECTED, { after });
    for (const start of missed) assert.equal((await reader.data()).eventDetected.startSeconds, start);
    const start = await store(world);
    assert.equal((await reader.data()).eventDetected.startSeconds, start);
  }),
  ...each("progress begins with the state", async (transport, world, assert) => {
    const reader = world.subscribe(world.client(world.link(transport)), PROGRESS, { id: world.videos[0] });
    const { analysisProgress } = await reader.data();
    assert.deepEqual([analysisProgress.sequence, analysisProgress.status], [0, "READY"]);
  }),
  ...each("many analyses are one operation", async (transport, world, assert) => {
    const reader = world.subscribe(world.client(world.link(transport)), MANY, { ids: world.videos });
    const told = [];
    for (const _ of world.videos) told.push((await reader.data()).analysesProgress.video.id);
    assert.deepEqual(told, world.videos);
  }),
  ...each("a changed video is told", async (transport, world, assert) => {
    const client = world.client(world.link(transport));
    const reader = world.subscribe(client, CHANGED);
    const name = `renamed over ${transport}`;
    const rename = () => world.client().mutate({ mutation: RENAME, variables: { id: world.videos[2], name } });
    // Nothing says that it has begun: rename until it is told.
    const timer = setInterval(rename, 200);
    try {
      assert.deepEqual((await reader.data()).videoChanged, { __typename: "Video", id: world.videos[2], name });
    } finally {
      clearInterval(timer);
    }
  }),
  ...each("a missing video is an error with a code", async (transport, world, assert) => {
    for (const id of ["nonsense", world.foreign]) {
      const reader = world.subscribe(world.client(world.link(transport)), PROGRESS, { id });
      assert.deepEqual(codes(await reader.failure()), ["NOT_FOUND"]);
    }
  }),
  ...each("an operation that is invalid is an error with a code", async (transport, world, assert) => {
    const reader = world.subscribe(world.client(world.link(transport)), gql`subscription { nothing }`);
    assert.deepEqual(codes(await reader.failure()), ["INVALID_REQUEST"]);
  }),
  ...["sse", "multipart"].map((transport) => [
    `${transport}: an invalid token is an error with a code`,
    async (world, assert) => {
      const { token } = world;
      world.token = "x";
      const reader = world.subscribe(world.client(world.link(transport)), PROGRESS, { id: world.videos[0] });
      world.token = token;
      assert.deepEqual(codes(await reader.failure()), ["UNAUTHENTICATED"]);
    },
  ]),
  [
    "ws: an invalid token closes the socket with 4401 and a reason",
    async (world, assert) => {
      const socket = world.socket({ Authorization: "Bearer x" }, { lazy: false, onNonLazyError() {} });
      const { code, reason } = await new Promise((done) => socket.on("closed", done));
      assert.equal(code, 4401);
      assert.match(reason, /token is invalid/);
    },
  ],
  [
    "ws: a socket carries twenty operations, and one more is told so",
    async (world, assert) => {
      const client = world.client(world.link("ws"));
      // Each differs from the others: of equal ones, Apollo Client sends one.
      const readers = Array.from({ length: 20 }, (_, number) =>
        world.subscribe(client, PROGRESS, { id: world.videos[0], after: 1000 + number }),
      );
      for (const reader of readers) await reader.data();
      const more = world.subscribe(client, CHANGED);
      assert.deepEqual(codes(await more.failure()), ["TOO_MANY_OPERATIONS"]);
    },
  ],
  ...each("unsubscribing ends it, and the next one begins", async (transport, world, assert) => {
    const client = world.client(world.link(transport));
    for (let turn = 0; turn < 3; turn += 1) {
      const reader = world.subscribe(client, PROGRESS, { id: world.videos[turn] });
      assert.ok((await reader.data()).analysisProgress);
      reader.subscription.unsubscribe();
    }
  }),
];
