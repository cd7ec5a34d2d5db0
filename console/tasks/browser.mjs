// Chromium for the tasks: a page of a size and a language, which reports what went wrong on it.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { chromium } from "playwright-core";

export const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const AXE = readFileSync(fileURLToPath(new URL("../node_modules/axe-core/axe.min.js", import.meta.url)), "utf8");
const CATALOGS = fileURLToPath(new URL("../src/i18n/", import.meta.url));
// Of what the page reports, these are the browser's own words on a line that a task cut on purpose.
const EXPECTED = /ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|WebSocket connection|401 \(Unauthorized\)/;

/** Texts of the catalogs, as the page says them. */
export function texts(language) {
  const bundle = new FluentBundle(language, {
    useIsolating: false,
    functions: { PARTICLE: ([word]) => String(word), NUMBER: ([value]) => String(value) },
  });
  for (const file of readdirSync(CATALOGS + language)) {
    bundle.addResource(new FluentResource(readFileSync(`${CATALOGS}${language}/${file}`, "utf8")));
  }
  return (id, values) => bundle.formatPattern(bundle.getMessage(id).value, values);
}

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required"],
  });
}

/** A page with no storage; `problems` is what it complained of, `traffic` the operations that it sent. */
export async function openPage(browser, { size, language, theme = "light" }) {
  const context = await browser.newContext({
    viewport: SIZES[size],
    locale: language === "ko" ? "ko-KR" : "en-US",
    colorScheme: theme,
    timezoneId: "Asia/Seoul",
    acceptDownloads: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems = [];
  const traffic = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !EXPECTED.test(message.text())) problems.push(message.text());
  });
  page.on("response", async (response) => {
    if (!response.url().endsWith("/graphql") || response.request().method() !== "POST") return;
    const entry = { name: JSON.parse(response.request().postData() ?? "{}").operationName, bytes: 0 };
    traffic.push(entry);
    entry.bytes = (await response.body().catch(() => Buffer.alloc(0))).length;
  });
  return { context, page, problems, traffic };
}

/** What axe finds that keeps people from using the page, a line each. */
export async function findBarriers(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter((each) => each.impact === "serious" || each.impact === "critical")
    .map((each) => `${each.id}: ${each.nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary}`).join(" | ")}`.slice(0, 500));
}
