/** Language and theme. */
import { useState } from "react";
import { useLanguage, useT } from "~/i18n/I18n";
import { LANGUAGES, setLanguage } from "~/i18n/language";
import { Segmented } from "~/ui/Segmented";
import { getTheme, setTheme, type Theme, THEMES } from "./theme";
import styles from "./Preferences.module.css";

export function Preferences() {
  const t = useT();
  const language = useLanguage();
  const [theme, keepTheme] = useState<Theme>(getTheme);
  return (
    <div className={styles["row"]}>
      <Segmented
        label={t("preferences-language")}
        value={language}
        options={LANGUAGES.map((value) => ({ value, text: t(`language-${value}`) }))}
        onChange={setLanguage}
      />
      <Segmented
        label={t("preferences-theme")}
        value={theme}
        options={THEMES.map((value) => ({ value, text: t(`theme-${value}`) }))}
        onChange={(value) => {
          setTheme(value);
          keepTheme(value);
        }}
      />
    </div>
  );
}
