/** Where a question looks: everything, or cameras, sites and a time. */
import type { PromptInput } from "~/gql/graphql";

export interface Scope {
  cameraIds: string[];
  sites: string[];
  /** As the fields for it give them, "2026-11-20T21:00"; empty: open. */
  from: string;
  to: string;
}

export const EVERYWHERE: Scope = { cameraIds: [], sites: [], from: "", to: "" };

export function isEverywhere(scope: Scope): boolean {
  return !scope.cameraIds.length && !scope.sites.length && !scope.from && !scope.to;
}

/** "2026-11-20T21:00" as questions say it. */
export function sayTime(field: string): string {
  return field.replace("T", " ");
}

type Translate = (id: string, values?: Record<string, string>) => string;

/** The question with the time of its scope in words, so that what was asked is all in what is shown. */
export function sayQuestion(text: string, { from, to }: Scope, t: Translate): string {
  const question = text.trim();
  if (from && to) return t("ask-in-time", { question, from: sayTime(from), to: sayTime(to) });
  if (from) return t("ask-in-time-from", { question, from: sayTime(from) });
  return to ? t("ask-in-time-to", { question, to: sayTime(to) }) : question;
}

export function buildInput(text: string, scope: Scope, sessionId: string | undefined, t: Translate): PromptInput {
  return {
    text: sayQuestion(text, scope, t),
    wait: false,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(scope.cameraIds.length ? { cameraIds: scope.cameraIds } : {}),
    ...(scope.sites.length ? { sites: scope.sites } : {}),
  };
}
