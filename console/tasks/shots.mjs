// node tasks/shots.mjs ADDRESS TOKEN: the pictures of docs/console.md, from a running product with its sample video.
import { fileURLToPath } from "node:url";
import { launch, openPage, texts } from "./browser.mjs";

const [address, token] = process.argv.slice(2);
if (!token) throw new Error("Say the address and a token: node tasks/shots.mjs http://127.0.0.1:8000 TOKEN");
const FOLDER = fileURLToPath(new URL("../../docs/console/", import.meta.url));
const QUESTION = { en: "Who stood on the left for the longest time?", ko: "왼쪽에 가장 오래 서 있던 사람은 누구인가요?" };
const UNSEEN = { en: "Did anybody steal anything?", ko: "물건을 훔친 사람이 있나요?" };

async function ask({ page, t }, question) {
  await page.getByRole("textbox", { name: t("ask-box") }).fill(question);
  await page.keyboard.press("Enter");
  await page.waitForSelector("main article");
  await page.waitForFunction(() => !document.querySelector("main article [aria-busy=true]"), undefined, { timeout: 60_000 });
}

async function playing(page) {
  await page.waitForFunction(() => (document.querySelector("main video")?.readyState ?? 0) >= 2);
  await page.evaluate(() => document.querySelector("main video").pause());
}

const openSample = async (page) => {
  await page.goto(`${address}/videos`);
  await page.locator("main li a").last().click();
  await playing(page);
};

const SHOTS = {
  "ask": { size: "desktop", language: "en", theme: "light", async take({ page, t }, at) {
    await ask(at, QUESTION.en);
    await page.getByRole("region", { name: t("ask-citations") }).getByRole("button").first().click();
    await playing(page);
    await page.locator("main article").first().scrollIntoViewIfNeeded();
  } },
  "not-examined": { size: "phone", language: "ko", theme: "dark", async take({ page }, at) {
    await ask(at, UNSEEN.ko);
    await page.locator("main article").first().evaluate((article) => article.scrollIntoView({ block: "start" }));
  } },
  "events": { size: "desktop", language: "ko", theme: "dark", async take({ page, t }) {
    await page.goto(`${address}/events`);
    await page.waitForSelector("main li button");
    await page.getByRole("heading", { name: t("view-events") }).click();
    await page.keyboard.press("j");
    await playing(page);
    await page.waitForSelector("aside dl");
  } },
  "events-phone": { size: "phone", language: "en", theme: "light", async take({ page }) {
    await page.goto(`${address}/events`);
    await page.waitForSelector("main li button");
  } },
  "video": { size: "desktop", language: "en", theme: "light", async take({ page, t }) {
    await openSample(page);
    await page.keyboard.press("j");
    await page.waitForTimeout(500);
    await page.keyboard.press("j");
    const lane = await page.getByRole("slider", { name: t("lane-title") }).boundingBox();
    await page.mouse.move(lane.x + lane.width * 0.3, lane.y + 12);
    await page.mouse.down();
    await page.mouse.move(lane.x + lane.width * 0.55, lane.y + 12, { steps: 4 });
    await page.mouse.up();
    await page.mouse.move(lane.x, lane.y + 400);
  } },
  "video-phone": { size: "phone", language: "ko", theme: "dark", async take({ page }) {
    await openSample(page);
    await page.keyboard.press("j");
  } },
};

const browser = await launch();
for (const [name, { size, language, theme, take }] of Object.entries(SHOTS)) {
  const { context, page } = await openPage(browser, { size, language, theme });
  const at = { page, t: texts(language) };
  await page.goto(`${address}/ask#token=${token}`);
  await page.getByRole("textbox", { name: at.t("ask-box") }).waitFor();
  await take(at, at);
  // Pictures of lists are loaded as they come into sight.
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await page.waitForTimeout(800);
  await page.screenshot({ path: `${FOLDER}${name}.jpg`, type: "jpeg", quality: 82 });
  console.log(`docs/console/${name}.jpg`);
  await context.close();
}
await browser.close();
