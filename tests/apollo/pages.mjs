// node pages.mjs CHROMIUM API: what people see at /, /graphql and /docs, as JSON.
import { chromium } from "playwright-core";

const [executablePath, api] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const seen = {};

const desk = await browser.newPage();
await desk.goto(`${api}/`);
seen.root = new URL(desk.url()).pathname;
await desk.waitForSelector(".graphiql-execute-button");
await desk.click(".graphiql-query-editor .CodeMirror");
await desk.keyboard.press("ControlOrMeta+a");
await desk.keyboard.insertText("subscription { eventDetected { id } }");
// GraphiQL reads the operation's name some time after the typing.
const isTold = () => document.querySelector(".graphiql-response")?.textContent.includes("4401");
for (let turn = 0; turn < 20 && !(await desk.evaluate(isTold)); turn += 1) {
  await desk.click(".graphiql-execute-button");
  await desk.waitForFunction(isTold, undefined, { timeout: 1500 }).catch(() => {});
}
seen.graphiql = await desk.textContent(".graphiql-response");

const phone = await browser.newPage({ viewport: { width: 375, height: 700 } });
const refused = [];
phone.on("console", (message) => message.type() === "error" && refused.push(message.text()));
phone.on("request", (request) => !request.url().startsWith(api) && !request.url().startsWith("data:") && refused.push(request.url()));
await phone.goto(`${api}/docs`);
seen.width = await phone.evaluate(() => document.documentElement.scrollWidth);
const shown = () => phone.evaluate(() => [...document.querySelectorAll("main section:not([hidden])")].map((one) => one.id));
seen.all = (await shown()).length;
await phone.fill("#search", "afterEventId");
seen.found = await shown();
seen.told = await phone.textContent("#found");
await phone.fill("#search", "");
await phone.click("nav summary:has-text('Subscription')");
await phone.click("nav a:has-text('videoChanged')");
seen.hash = new URL(phone.url()).hash;
seen.refused = refused;
console.log(JSON.stringify(seen));
await browser.close();
