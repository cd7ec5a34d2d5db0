// Runs the page's own script in a browser's place, lets GraphiQL keep things, and prints what the storage then holds.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const [script, kept] = process.argv.slice(2);
const held = JSON.parse(kept);
const localStorage = Object.create({
  getItem: (name) => (Object.hasOwn(localStorage, name) ? localStorage[name] : null),
  setItem: (name, text) => void (localStorage[name] = text),
  removeItem: (name) => void delete localStorage[name],
});
Object.assign(localStorage, held.before);
let shown;
vm.runInNewContext(readFileSync(script, "utf8"), {
  URL,
  URLSearchParams,
  document: { getElementById: () => null },
  window: { location: { href: "http://127.0.0.1/graphql", search: "" }, localStorage },
  GraphiQL: { createFetcher: () => null },
  React: { createElement: (_, props) => props },
  ReactDOM: { createRoot: () => ({ render: (props) => void (shown = props) }) },
});
for (const [name, text] of Object.entries(held.told)) shown.storage.setItem(name, text);
const read = Object.keys(held.told).map((name) => [name, shown.storage.getItem(name)]);
console.log(JSON.stringify({ persistsHeaders: shown.shouldPersistHeaders, stored: { ...localStorage }, read: Object.fromEntries(read) }));
