/** Something went wrong: what, and what to do. */
import { readTrouble } from "~/api/errors";
import { useT } from "~/i18n/I18n";
import { Button } from "./Button";
import styles from "./States.module.css";

interface Props {
  /** What was thrown, or the messages of userErrors. */
  error: unknown;
  onRetry?: (() => void) | undefined;
}

export function ErrorNote({ error, onRetry }: Props) {
  const t = useT();
  const trouble = readTrouble(error);
  return (
    <div className={styles["error"]} role="alert">
      <p>{typeof error === "string" ? error : trouble.kind === "lost" ? t("error-lost") : trouble.message}</p>
      {trouble.kind === "server" && trouble.requestId !== null && (
        <p className="small">{t("error-request", { id: trouble.requestId })}</p>
      )}
      {onRetry && (
        <Button small onClick={onRetry}>
          {t("retry")}
        </Button>
      )}
    </div>
  );
}
