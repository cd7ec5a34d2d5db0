// The hash of everything that the build is made from. tests/console/test_built.py computes the same.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const SINGLE = ["index.html", "package-lock.json", "package.json", "tsconfig.json", "vite.config.ts"];

export function hashSources(root) {
  const found = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll("\\", "/").replace(/^\//, ""))
    .filter((path) => !/\.test\.tsx?$/.test(path));
  const hash = createHash("sha256");
  for (const path of [...SINGLE, ...found].sort()) {
    hash.update(`${path}\0`);
    hash.update(readFileSync(join(root, path)));
    hash.update("\0");
  }
  return hash.digest("hex");
}
