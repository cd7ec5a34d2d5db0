// Writes src/gql from the documents in src/**, ../schema/schema.graphql and ahead.graphql; and operations.graphql, all
// that the console ever sends, which a test compares with the schema.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { generate } from "@graphql-codegen/cli";
import { buildASTSchema, buildSchema, parse, print } from "graphql";
import { join as joinSchemas } from "./schemas.mjs";
import { pruneDocument } from "./prune.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const read = (path) => readFileSync(path, "utf8");
const servedText = read("../schema/schema.graphql");
const served = buildSchema(servedText);
const { document, missing, all } = joinSchemas(parse(servedText), parse(read("ahead.graphql")));
buildASTSchema(document); // raises what does not fit together
rmSync("src/gql", { recursive: true, force: true });
mkdirSync("src/gql");

const scalars = { DateTime: "string", BigInt: "number", URL: "string", JSON: "unknown" };
await generate(
  {
    silent: true,
    generates: {
      "src/gql/": {
        schema: print(document),
        documents: ["src/**/*.{ts,tsx}", "!src/gql/**"],
        preset: "client",
        presetConfig: { fragmentMasking: { unmaskFunctionName: "readFragment" } },
        config: { strictScalars: true, enumsAsTypes: true, useTypeImports: true, scalars, defaultScalarType: "never" },
      },
    },
  },
  true,
);

const DOCUMENT = /^export const (\w+Doc(?:ument)?) = (\{"kind":"Document".*\}) as unknown as /gm;
const operations = new Map();
const pruned = read("src/gql/graphql.ts").replace(DOCUMENT, (line, name, json) => {
  const result = pruneDocument(JSON.parse(json), served);
  for (const definition of result?.definitions ?? []) operations.set(definition.name.value, print(definition));
  return line.replace(json, JSON.stringify(result ?? JSON.parse(json)));
});
writeFileSync("src/gql/graphql.ts", pruned);
const entries = all.map((name) => `  ${JSON.stringify(name)}: ${String(!missing.has(name))},`);
writeFileSync(
  "src/gql/served.ts",
  "/** Whether the API serves a field that ahead.graphql names; written by codegen. */\n" +
    `const SERVED = {\n${entries.join("\n")}\n};\n\n` +
    "export function serves(field: keyof typeof SERVED): boolean {\n  return SERVED[field];\n}\n",
);
const texts = [...operations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
writeFileSync("operations.graphql", `# What the console sends; written by codegen.\n\n${texts.join("\n\n")}\n`);
if (!existsSync("src/gql/gql.ts")) throw new Error("codegen wrote nothing");
