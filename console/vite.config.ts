import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `npm run dev` serves the sources, and sends everything else to the API of `make run`.
const api = process.env["WATCHGRAPH_API"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "~": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "built",
    // The policy forbids data: addresses, so that even small files are files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: "es2022",
  },
  // The API takes sockets of its own origin alone.
  server: { proxy: { "/graphql": { target: api, ws: true, changeOrigin: true, headers: { origin: api } } } },
  test: { environment: "node", isolate: false, include: ["src/**/*.test.{ts,tsx}", "scripts/*.test.mjs"] },
});
