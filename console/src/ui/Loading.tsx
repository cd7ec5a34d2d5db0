import { useT } from "~/i18n/I18n";
import styles from "./States.module.css";

export function Loading({ text }: { text?: string }) {
  const t = useT();
  return (
    <p className={styles["loading"]} role="status">
      {text ?? t("loading")}
    </p>
  );
}
