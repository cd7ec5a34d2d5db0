/** Light, dark, or as the system is. */

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "watchgraph.theme";

export function getTheme(): Theme {
  const stored = window.localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === stored) ?? "system";
}

export function setTheme(theme: Theme): void {
  window.localStorage.setItem(KEY, theme);
  applyTheme();
}

export function applyTheme(): void {
  document.documentElement.dataset["theme"] = getTheme();
}
