// node tasks/bench.mjs ADDRESS TOKEN: how large and how quick the console is. Events are made up here, pictures and all,
// so that the page is measured and not the server.
import { gzipSync } from "node:zlib";
import { launch, openPage } from "./browser.mjs";

const [address, token] = process.argv.slice(2);
if (!token) throw new Error("Say the address and a token: node tasks/bench.mjs http://127.0.0.1:8000 TOKEN");
const EVENTS = 20_000;
// Scrolling ends then, wherever it is.
const SECONDS = Number(process.env.SECONDS ?? 120);
const PICTURE = Buffer.from(
  "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=",
  "base64",
);
const browser = await launch();

function makeEvent(index) {
  return {
    __typename: "Event",
    id: `e${index}`,
    type: ["WALKING", "STANDING", "PERSON_ENTER", "LOITERING"][index % 4],
    timecode: "00:01",
    occurredAt: new Date(1_800_000_000_000 - index * 1_000).toISOString(),
    confidence: 0.8,
    description: "A person walks.",
    thumbnailUrl: `${address}/pictures/${index}.jpg`,
    startSeconds: 1,
    endSeconds: 2,
    review: null,
    video: { __typename: "Video", id: `v${index % 20}`, name: `Camera ${index % 20}`, camera: `Camera ${index % 20}`, timezone: "Asia/Seoul" },
  };
}

function answerEvents({ operationName, variables }) {
  const from = operationName === "EventsNext" ? Number(variables.after) : 0;
  const to = Math.min(EVENTS, from + variables.first);
  const edges = Array.from({ length: to - from }, (_, at) => ({ __typename: "EventEdge", node: makeEvent(from + at) }));
  const pageInfo = { __typename: "PageInfo", hasNextPage: to < EVENTS, endCursor: String(to) };
  return { data: { events: { __typename: "EventConnection", totalCount: EVENTS, pageInfo, edges } } };
}

async function measureFirstView(path) {
  const { context, page, traffic } = await openPage(browser, { size: "desktop", language: "en" });
  let assets = 0;
  page.on("response", async (response) => {
    if (/\/assets\/.*\.(js|css)$/.test(response.url())) assets += gzipSync(await response.body()).length;
  });
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      window.largestPaint = list.getEntries().at(-1).startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
  });
  await page.goto(`${address}${path}#token=${token}`);
  await page.waitForTimeout(4_000);
  const paint = await page.evaluate(() => window.largestPaint);
  const bytes = traffic.reduce((sum, each) => sum + each.bytes, 0);
  console.log(`${path.padEnd(8)} ${(assets / 1000).toFixed(0)} kB of script and style, ${traffic.length} requests, ${(bytes / 1000).toFixed(1)} kB of data, largest paint ${(paint / 1000).toFixed(2)} s`);
  await context.close();
}

async function measureScrolling() {
  const { context, page } = await openPage(browser, { size: "desktop", language: "en" });
  await page.route("**/pictures/*", (route) => route.fulfill({ body: PICTURE, contentType: "image/jpeg" }));
  await page.route("**/graphql", async (route) => {
    const body = route.request().postDataJSON();
    if (body.operationName?.startsWith("Events")) await route.fulfill({ json: answerEvents(body) });
    else await route.continue();
  });
  await page.goto(`${address}/events#token=${token}`);
  await page.waitForSelector("main li button");
  const result = await page.evaluate(async ({ events, seconds }) => {
    const grid = document.querySelector("main [role=region]");
    const frames = [];
    const tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
    let last = performance.now();
    const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const began = last;
    let reached = 0;
    while (reached < events && last - began < seconds * 1_000) {
      grid.scrollTop += 400;
      const now = await next();
      frames.push(now - last);
      last = now;
      const items = grid.querySelectorAll("li");
      reached = Number(items[items.length - 1]?.getAttribute("aria-posinset"));
    }
    frames.sort((a, b) => a - b);
    return { reached, events, frames: frames.length, middle: frames[frames.length >> 1], p99: frames[Math.floor(frames.length * 0.99)], longest: frames.at(-1), tasks: tasks.length, longestTask: Math.max(0, ...tasks) };
  }, { events: EVENTS, seconds: SECONDS });
  console.log(`scrolling to event ${result.reached} of ${result.events}: ${result.frames} frames, median ${result.middle.toFixed(1)} ms, 99 of 100 under ${result.p99.toFixed(1)} ms, longest ${result.longest.toFixed(0)} ms; ${result.tasks} script tasks over 50 ms, the longest ${result.longestTask.toFixed(0)} ms`);
  await context.close();
}

if (!process.env.ONLY) for (const path of ["/ask", "/events", "/videos"]) await measureFirstView(path);
await measureScrolling();
await browser.close();
