// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { FluentResource } from "@fluent/bundle";
import { format, makeBundle } from "./catalog";
import { choose, LANGUAGES } from "./language";
import { attachParticle } from "./particle";

const files = import.meta.glob<string>("./{en,ko}/*.ftl", { query: "?raw", import: "default", eager: true });
const sources = import.meta.glob<string>(["../**/*.{ts,tsx}", "!../**/*.test.*", "!../gql/**"], { query: "?raw", import: "default", eager: true });

const textOf = (language: string): string =>
  Object.entries(files).filter(([path]) => path.startsWith(`./${language}/`)).map(([, text]) => text).join("\n");
const idsOf = (text: string): string[] => new FluentResource(text).body.map((entry) => entry.id);
/** The variables that a message names. */
const variablesOf = (text: string, id: string): string[] => {
  const entry = new FluentResource(text).body.find((each) => each.id === id);
  return [...new Set(JSON.stringify(entry?.value).match(/"type":"var","name":"\w+"/g))].sort();
};

describe("the catalogs", () => {
  const english = textOf("en");
  const korean = textOf("ko");

  it("have the same messages, each once", () => {
    expect(idsOf(korean)).toEqual(idsOf(english));
    expect(new Set(idsOf(english)).size).toBe(idsOf(english).length);
  });

  it("say the same things in both languages", () => {
    for (const id of idsOf(english)) expect(variablesOf(korean, id), id).toEqual(variablesOf(english, id));
  });

  it("can be read", () => {
    for (const language of LANGUAGES) expect(() => makeBundle(language, textOf(language))).not.toThrow();
  });

  it("hold every message that the sources ask for by name", () => {
    const known = new Set(idsOf(english));
    const asked = Object.values(sources).flatMap((source) => [...source.matchAll(/\bt\(\s*"([\w-]+)"/g)].map((match) => match[1] ?? ""));
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((id) => !known.has(id))).toEqual([]);
  });

  it("hold a name for every value that the API has", () => {
    const known = new Set(idsOf(english));
    const schema = Object.entries(sources);
    expect(schema.length).toBeGreaterThan(0);
    for (const [prefix, values] of Object.entries(VALUES)) {
      for (const value of values) expect(known.has(`${prefix}-${value.toLowerCase()}`), `${prefix}-${value}`).toBe(true);
    }
  });

  it("hold no Hangul outside of them", () => {
    for (const [path, source] of Object.entries(sources)) expect(/[\uac00-\ud7a3]/.test(source), path).toBe(false);
  });
});

const graphql = import.meta.glob<string>("../gql/graphql.ts", { query: "?raw", import: "default", eager: true })["../gql/graphql.ts"] ?? "";

/** The values of an enumeration in the generated types. */
function valuesOf(name: string): string[] {
  const body = graphql.match(new RegExp(`export type ${name} =([^;]*);`))?.[1] ?? "";
  return [...body.matchAll(/'(\w+)'/g)].map((match) => match[1] ?? "");
}

const VALUES: Record<string, string[]> = {
  type: valuesOf("EventType"),
  "ask-stage": valuesOf("PromptStage"),
  side: valuesOf("FrameLocation"),
  gender: valuesOf("Gender"),
  age: valuesOf("AgeGroup"),
  role: ["INGEST", "VIEWER", "OPERATOR", "ADMIN"],
};

describe("a message", () => {
  it("knows plural forms and particles", () => {
    const bundle = makeBundle("en", "a = { $count ->\n    [one] 1 event\n   *[other] { NUMBER($count) } events\n }");
    expect(format(bundle, "a", { count: 1 })).toBe("1 event");
    expect(format(bundle, "a", { count: 20_000 })).toBe("20,000 events");
    expect([attachParticle("P1", "x/y"), attachParticle("P2", "x/y"), attachParticle("\uac15", "x/y"), attachParticle("\uac00", "x/y")]).toEqual(["P1x", "P2y", "\uac15x", "\uac00y"]);
  });
});

describe("the language", () => {
  it("is the chosen one, else the first of the browser's that there is, else English", () => {
    expect(choose("ko", ["en-US"])).toBe("ko");
    expect(choose(null, ["fr-FR", "ko-KR", "en"])).toBe("ko");
    expect(choose("xx", ["fr"])).toBe("en");
  });
});
