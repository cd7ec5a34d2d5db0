/** Gives components the texts of the page's language. */
import type { FluentBundle } from "@fluent/bundle";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { format, loadCatalog, type Values } from "./catalog";
import { getLanguage, onLanguage, type Language } from "./language";

interface Texts {
  bundle: FluentBundle;
  language: Language;
}

const Context = createContext<Texts | null>(null);

export type Translate = (id: string, values?: Values) => string;

export function I18nProvider({ children }: { children: ReactNode }) {
  const language = useSyncExternalStore(onLanguage, getLanguage);
  const [texts, setTexts] = useState<Texts | null>(null);
  useEffect(() => {
    let isWanted = true;
    void loadCatalog(language).then((bundle) => {
      document.documentElement.lang = language;
      if (isWanted) setTexts({ bundle, language });
    });
    return () => {
      isWanted = false;
    };
  }, [language]);
  return texts && <Context value={texts}>{children}</Context>;
}

function useTexts(): Texts {
  const texts = useContext(Context);
  if (texts === null) throw new Error("There are no texts outside of I18nProvider");
  return texts;
}

/** A function from ids of the catalogs to texts. */
export function useT(): Translate {
  const { bundle } = useTexts();
  return useCallback((id, values) => format(bundle, id, values), [bundle]);
}

export const useLanguage = (): Language => useTexts().language;
