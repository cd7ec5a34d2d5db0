/** Texts, from Fluent catalogs like the API's. Only the catalog of the page's language is loaded. */
import { FluentBundle, FluentResource, type FluentValue } from "@fluent/bundle";
import { attachParticle } from "./particle";
import type { Language } from "./language";

export type Values = Record<string, string | number>;

const FILES = {
  en: () => import("./en"),
  ko: () => import("./ko"),
};

export async function loadCatalog(language: Language): Promise<FluentBundle> {
  return makeBundle(language, (await FILES[language]()).default);
}

export function makeBundle(language: Language, text: string): FluentBundle {
  const bundle = new FluentBundle(language, {
    useIsolating: false,
    functions: {
      PARTICLE: ([word, pair]) => attachParticle(String(word), String(pair)),
      NUMBER: ([value], options) => formatNumber(language, value, options),
    },
  });
  const problems = bundle.addResource(new FluentResource(text));
  if (problems.length) throw new Error(problems.map(String).join("; "));
  return bundle;
}

function formatNumber(language: Language, value: unknown, options: Record<string, unknown>): FluentValue {
  return new Intl.NumberFormat(language, options as Intl.NumberFormatOptions).format(Number(value));
}

/** The text of an id. An id that is missing is a mistake of ours, which a test finds; its place shows the id. */
export function format(bundle: FluentBundle, id: string, values?: Values): string {
  const message = bundle.getMessage(id);
  return message?.value ? bundle.formatPattern(message.value, values) : id;
}
