// node run.mjs URL TOKEN: runs every audit with a caller's token, and prints their results as JSON.
import { serverAudits } from "graphql-http";

const [url, token] = process.argv.slice(2);
const fetchFn = (input, init = {}) =>
  fetch(input, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
const results = [];
for (const audit of serverAudits({ url, fetchFn })) {
  const { status, reason } = await audit.fn();
  results.push({ id: audit.id, name: audit.name, status, reason });
}
console.log(JSON.stringify(results));
