// node suite.mjs: Apollo Client 4 against the API, over HTTP, WebSockets, server-sent events and multipart responses.
// WORLD (JSON): url, token (OPERATOR), videos (ids; the first has 30 events), event (id of its first), foreign (a video of
// another organization). Prints one line of JSON for each check: name, ok, and what was wrong.
import assert from "node:assert/strict";
import { checks as caching } from "./checks/caching.mjs";
import { checks as hashes } from "./checks/hashes.mjs";
import { checks as requests } from "./checks/requests.mjs";
import { checks as streams } from "./checks/streams.mjs";
import { World } from "./world.mjs";

const world = new World(JSON.parse(process.env.WORLD));
const only = process.argv[2];
let failed = 0;
for (const [name, check] of [...requests, ...caching, ...hashes, ...streams]) {
  if (only && !name.includes(only)) continue;
  let reason = null;
  try {
    await world.within(15_000, check(world, assert));
  } catch (error) {
    reason = `${error?.stack ?? error}`;
    failed += 1;
  }
  console.log(JSON.stringify({ name, ok: reason === null, reason }));
  await world.leave();
}
process.exit(failed ? 1 : 0);
