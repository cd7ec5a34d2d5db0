/** The language of the page: chosen, else the browser's. */

export const LANGUAGES = ["en", "ko"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = "watchgraph.language";
const listeners = new Set<() => void>();

/** The first of the browser's languages that there is a catalog for; else English. */
export function choose(stored: string | null, preferred: readonly string[]): Language {
  for (const wanted of [stored, ...preferred]) {
    const found = LANGUAGES.find((language) => wanted?.toLowerCase().split("-")[0] === language);
    if (found) return found;
  }
  return "en";
}

let current = choose(window.localStorage.getItem(KEY), navigator.languages);

export const getLanguage = (): Language => current;

export function setLanguage(language: Language): void {
  current = language;
  window.localStorage.setItem(KEY, language);
  for (const listener of listeners) listener();
}

export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
