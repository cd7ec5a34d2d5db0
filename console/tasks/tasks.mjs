// What an operator does, one after the other in one page. Each task throws where a person would be stuck.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { findBarriers } from "./browser.mjs";

const QUESTION = { en: "How many people came in?", ko: "몇 명이 들어왔나요?" };
const FOLLOW_UP = { en: "When did the first one come in?", ko: "첫 번째 사람은 언제 들어왔나요?" };
const UNSEEN = { en: "Did anybody steal anything?", ko: "물건을 훔친 사람이 있나요?" };
const CHAT = { en: "How many people are on screen?", ko: "화면에 몇 명이 있나요?" };

const answers = (page) => page.locator("main article");
const lastAnswer = (page) => answers(page).last();

async function ask({ page, t }, question) {
  const before = await answers(page).count();
  await page.getByRole("textbox", { name: t("ask-box") }).fill(question);
  await page.keyboard.press("Enter");
  await page.waitForFunction((count) => document.querySelectorAll("main article").length > count, before);
  await waitForAnswer(page);
}

async function waitForAnswer(page) {
  await page.waitForFunction(() => !document.querySelector("main article [aria-busy=true]"), undefined, { timeout: 60_000 });
}

async function go({ page, t }, view) {
  await page.getByRole("navigation").getByRole("link", { name: t(`view-${view}`) }).click();
  await page.waitForURL(`**/${view}`);
}

/** The same footage as another file, which is no duplicate: players pass over a box of the type "free". */
function makeAnew(path) {
  const note = Buffer.from(`....free${new Date().toISOString()}`);
  note.writeUInt32BE(note.length);
  return Buffer.concat([readFileSync(path), note]);
}

async function plays(page) {
  await page.waitForFunction(() => {
    const video = document.querySelector("main video");
    return video && video.readyState >= 2 && video.clientHeight > 100;
  });
}

/** The first look at a view asks for little: counted from an empty cache. */
async function looksWith({ page, traffic, address }, path, ready) {
  traffic.length = 0;
  await page.goto(address + path);
  await page.waitForSelector(ready);
  await page.waitForTimeout(700);
  const bytes = traffic.reduce((sum, each) => sum + each.bytes, 0);
  assert.ok(traffic.length <= 3, `${path} asks ${traffic.map((each) => each.name).join(", ")}`);
  assert.ok(bytes <= 150_000, `${path} takes ${bytes} bytes`);
}

export const TASKS = {
  async "signs in with a token"({ page, t, address, token }) {
    await page.goto(address);
    await page.getByLabel(t("sign-in-token")).fill("not a token");
    await page.getByRole("button", { name: t("sign-in-go") }).click();
    await page.getByRole("alert").getByText(t("sign-in-spaces")).waitFor();
    await page.getByLabel(t("sign-in-token")).fill(token);
    await page.getByRole("button", { name: t("sign-in-go") }).click();
    await page.getByRole("textbox", { name: t("ask-box") }).waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem("watchgraph.token")), null);
  },

  async "asks, and gets an answer that cites moments"(at) {
    await ask(at, QUESTION[at.language]);
    await lastAnswer(at.page).getByRole("region", { name: at.t("ask-citations") }).getByRole("button").first().waitFor();
    assert.match(await lastAnswer(at.page).innerText(), /\d/);
  },

  async "plays a cited moment beside the answer"({ page, t }) {
    await lastAnswer(page).getByRole("region", { name: t("ask-citations") }).getByRole("button").first().click();
    await plays(page);
    await page.getByRole("complementary", { name: t("player-moment") }).getByRole("button", { name: t("close") }).click();
  },

  async "asks a follow-up in the same conversation"(at) {
    const url = at.page.url();
    await ask(at, FOLLOW_UP[at.language]);
    assert.equal(at.page.url(), url);
    assert.equal(await answers(at.page).count(), 2);
  },

  async "sees where it looked, and what nothing looked for"(at) {
    await ask(at, UNSEEN[at.language]);
    const text = await lastAnswer(at.page).innerText();
    for (const id of ["ask-looked", "ask-not-examined", "ask-not-examined-status", "type-theft"]) assert.ok(text.includes(at.t(id)), id);
  },

  async "sees how an answer was found, and rates it"({ page, t }) {
    await lastAnswer(page).getByRole("button", { name: t("ask-sql") }).click();
    await page.getByRole("dialog").locator("pre, p").first().waitFor();
    await page.keyboard.press("Escape");
    await answers(page).first().getByRole("button", { name: t("ask-rate-up") }).click();
    await answers(page).first().getByRole("button", { name: t("ask-rate-up"), pressed: true }).waitFor();
  },

  async "filters events by chips"(at) {
    const { page, t } = at;
    await go(at, "events");
    const cards = page.getByRole("region", { name: t("events-grid") }).getByRole("listitem");
    await cards.first().waitFor();
    const all = await cards.count();
    await page.getByRole("button", { name: t("filter-type"), exact: true }).click();
    await page.getByRole("checkbox", { name: t("type-person_enter") }).click();
    await page.keyboard.press("Escape");
    await page.waitForFunction(
      ({ name, before }) => {
        const found = document.querySelectorAll(`[aria-label="${name}"] li`).length;
        return found > 0 && found < before;
      },
      { name: t("events-grid"), before: all },
    );
    assert.ok(page.url().includes("types=PERSON_ENTER"));
    await page.getByRole("button", { name: t("events-clear") }).click();
  },

  async "goes through events by keys, and sees each play"({ page, t }) {
    await page.getByRole("heading", { name: t("view-events") }).click();
    await page.keyboard.press("j");
    await plays(page);
    const panel = page.getByRole("complementary", { name: t("event-panel") });
    await panel.getByText(t("event-basis")).waitFor();
    const review = panel.getByRole("group", { name: t("event-review") });
    if (await review.count()) {
      const before = page.url();
      await page.keyboard.press("c");
      await page.waitForFunction((url) => location.href !== url, before);
      await page.keyboard.press("k");
      await review.getByRole("button", { name: t("verdict-confirmed"), pressed: true }).waitFor();
    }
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
  },

  async "exports the list"({ page, t }) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: t("export") }).click()]);
    const lines = readFileSync(await download.path(), "utf8").trim().split("\r\n");
    assert.ok(lines.length > 2 && lines[0].includes("occurredAt"), lines[0]);
  },

  async "opens a video, and goes to its events on the lane"(at) {
    const { page, t } = at;
    await go(at, "videos");
    await page.locator("main li a").last().click();
    await plays(page);
    await page.keyboard.press("j");
    await page.waitForFunction(() => document.querySelector("video").currentTime > 0.2);
    await page.getByRole("slider", { name: t("lane-title") }).waitFor();
  },

  async "cuts a clip by dragging over the lane"({ page, t }) {
    const lane = page.getByRole("slider", { name: t("lane-title") });
    await lane.scrollIntoViewIfNeeded();
    const box = await lane.boundingBox();
    await page.mouse.move(box.x + box.width * 0.2, box.y + 12);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 12, { steps: 4 });
    await page.mouse.up();
    await page.getByRole("button", { name: t("clip-cut") }).click();
    await page.locator("a[download]").waitFor({ timeout: 40_000 });
  },

  async "chats about what is on screen"({ page, t, language }) {
    await page.getByRole("textbox", { name: t("chat-title") }).fill(CHAT[language]);
    await page.keyboard.press("Enter");
    await answers(page).first().waitFor();
    await waitForAnswer(page);
    assert.match(await lastAnswer(page).innerText(), /\d/);
  },

  async "uploads a video, with the camera that its name says"(at) {
    const { page, t, footage, size, language } = at;
    // Its analysis takes as long as all other tasks, so not every page brings one.
    if (!footage || (size === "phone") !== (language === "ko")) return;
    await go(at, "uploads");
    await page.locator("input[type=file]").setInputFiles({ name: "Back_door_20261120_220000.mp4", mimeType: "video/mp4", buffer: makeAnew(footage) });
    assert.equal(await page.getByLabel(t("upload-camera")).inputValue(), "Back door");
    assert.match(await page.getByLabel(t("upload-recorded")).inputValue(), /^2026-11-20T22:00/);
    await page.getByRole("button", { name: t("upload-send"), exact: true }).click();
    await page.getByText(t("upload-sent")).waitFor();
    await page.getByRole("link", { name: "Back_door_20261120_220000.mp4" }).first().waitFor();
  },

  async "keeps an answer through a lost line"(at) {
    const { page, t, context } = at;
    await page.goto(`${at.address}/ask`);
    await page.getByRole("textbox", { name: t("ask-box") }).fill(QUESTION[at.language]);
    await page.keyboard.press("Enter");
    await page.waitForSelector("main article");
    await context.setOffline(true);
    await page.waitForTimeout(1_500);
    await context.setOffline(false);
    await waitForAnswer(page);
    await lastAnswer(page).getByRole("region", { name: t("ask-citations") }).waitFor();
    assert.equal(await answers(page).count(), 1);
  },

  async "goes on where it was after the session ended"(at) {
    const { page, t, token } = at;
    const url = page.url();
    await page.route("**/graphql", (route) => {
      const sent = route.request().headers()["authorization"] ?? "";
      return sent.endsWith(token) ? route.continue({ headers: { ...route.request().headers(), authorization: "Bearer refused" } }) : route.continue();
    });
    await page.getByRole("textbox", { name: t("ask-box") }).fill(FOLLOW_UP[at.language]);
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: t("sign-in-again") });
    await dialog.waitFor();
    await page.unroute("**/graphql");
    await dialog.getByLabel(t("sign-in-token")).fill(token);
    await dialog.getByRole("button", { name: t("sign-in-go") }).click();
    await page.waitForFunction(() => document.querySelectorAll("main article").length === 2);
    await waitForAnswer(page);
    assert.equal(page.url(), url);
  },

  async "asks for no more than it shows"(at) {
    if (at.language !== "en") return;
    await looksWith(at, "/ask", "main h2");
    await looksWith(at, "/events", "main li button");
    for (const path of ["/uploads", "/cameras", "/health"]) await looksWith(at, path, "main li");
    await looksWith(at, "/videos", "main li a");
    await at.page.locator("main li a").last().click();
    await at.page.waitForURL("**/videos/*");
    await looksWith(at, new URL(at.page.url()).pathname, "main video");
  },

  async "has no barrier that axe finds, light on a desktop and dark on a phone"({ page, address, t, language, size }) {
    // A page has the same structure in every language.
    if (language !== "en") return;
    const found = [];
    for (const theme of [size === "phone" ? "dark" : "light"]) {
      await page.evaluate((value) => localStorage.setItem("watchgraph.theme", value), theme);
      for (const path of ["/ask", "/uploads", "/cameras", "/health", "/events", "/videos"]) {
        await page.goto(address + path);
        await page.waitForSelector(path === "/ask" ? "main h2" : "main li");
        await page.waitForTimeout(300);
        found.push(...(await findBarriers(page)).map((line) => `${theme} ${path} ${line}`));
      }
      await page.locator("main li a").last().click();
      await page.waitForSelector("main video");
      found.push(...(await findBarriers(page)).map((line) => `${theme} video ${line}`));
      await page.goto(`${address}/events`);
      await page.waitForSelector("main li button");
      await page.getByRole("heading", { name: t("view-events") }).click();
      await page.keyboard.press("j");
      await page.waitForSelector("aside dl");
      found.push(...(await findBarriers(page)).map((line) => `${theme} event ${line}`));
    }
    assert.deepEqual(found, []);
  },
};
