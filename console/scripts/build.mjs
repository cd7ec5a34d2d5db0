// Builds `built/` and notes in it what it was built from, so that a test without Node can tell whether it is current.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { hashSources } from "./sources.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.env.NODE_ENV = "production"; // whatever the caller's shell says
const outDir = process.argv[2] ?? "built";
await build({ root, logLevel: "warn", build: { outDir, emptyOutDir: true } });
writeFileSync(fileURLToPath(new URL(`../${outDir}/sources.sha256`, import.meta.url)), `${hashSources(root)}\n`);
