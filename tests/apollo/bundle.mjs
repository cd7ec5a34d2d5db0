// node bundle.mjs ENTRY OUT: one script for a browser, of a module and the packages that it imports.
import { build } from "esbuild";

const [entry, out] = process.argv.slice(2);
const define = { "process.env.NODE_ENV": '"production"' };
await build({ entryPoints: [entry], outfile: out, bundle: true, format: "esm", define, logLevel: "error" });
