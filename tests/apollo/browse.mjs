// node browse.mjs CHROMIUM URL: opens a page until stdin ends, and prints what it tells its console, a line each.
import { chromium } from "playwright-core";

const [executablePath, url] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
page.on("console", (message) => console.log(message.text().replaceAll("\n", " ")));
page.on("pageerror", (error) => console.log(JSON.stringify({ pageerror: `${error}` })));
await page.goto(url);
process.stdin.resume();
process.stdin.on("end", async () => {
  await browser.close();
  process.exit(0);
});
