/** A text in which each [number] of a citation is a button that shows its moment. */
import { useT } from "~/i18n/I18n";
import { splitCited } from "./citedText";
import styles from "./Cited.module.css";

interface Props {
  text: string;
  /** The citations that there are; another number stays text. */
  numbers: number[];
  onCite: (number: number) => void;
}

export function Cited({ text, numbers, onCite }: Props) {
  const t = useT();
  return (
    <p className={styles["text"]}>
      {splitCited(text, numbers).map((part, index) =>
        typeof part === "string" ? (
          part
        ) : (
          <button
            key={index}
            type="button"
            className={styles["mark"]}
            aria-label={t("ask-citation", { number: part.number, what: "" })}
            onClick={() => onCite(part.number)}
          >
            {part.number}
          </button>
        ),
      )}
    </p>
  );
}
