// node tasks/run.mjs ADDRESS TOKEN [FOOTAGE] [SIZE] [LANGUAGE]: an operator's tasks in Chromium; a line each, and exit
// code 1 if one failed. FOOTAGE is a file to upload.
import { launch, openPage, texts } from "./browser.mjs";
import { TASKS } from "./tasks.mjs";

const [address, token, footage, onlySize, onlyLanguage] = process.argv.slice(2);
if (!token) throw new Error("Say the address and a token: node tasks/run.mjs http://127.0.0.1:8000 TOKEN");
let failed = 0;
const browser = await launch();
for (const size of ["desktop", "phone"].filter((each) => !onlySize || each === onlySize)) {
  for (const language of ["en", "ko"].filter((each) => !onlyLanguage || each === onlyLanguage)) {
    const { context, page, problems, traffic } = await openPage(browser, { size, language });
    const at = { address, token, footage, size, language, t: texts(language), context, page, traffic };
    for (const [name, task] of Object.entries(TASKS)) {
      const began = Date.now();
      try {
        await task(at);
        if (problems.length) throw new Error(`the page complained: ${problems.join(" | ").slice(0, 800)}`);
        console.log(`ok ${size} ${language} ${name} (${Date.now() - began} ms)`);
      } catch (error) {
        failed += 1;
        console.log(`FAILED ${size} ${language} ${name}: ${String(error.message).slice(0, 1500)}`);
        if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${size}-${language}-${failed}.png` });
        problems.length = 0;
      }
    }
    await context.close();
  }
}
await browser.close();
process.exitCode = failed ? 1 : 0;
