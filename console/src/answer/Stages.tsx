import type { PromptStage } from "~/gql/graphql";
import { useT } from "~/i18n/I18n";
import styles from "./Stages.module.css";

const ORDER: PromptStage[] = ["PLANNING", "SEARCHING", "RERANKING", "LOOKING", "WRITING"];

/** How far the answer is. */
export function Stages({ stage }: { stage: PromptStage }) {
  const t = useT();
  const now = ORDER.indexOf(stage);
  return (
    <div className={styles["stages"]}>
      <p role="status">{t(`ask-stage-${stage.toLowerCase()}`)} …</p>
      <ol aria-hidden="true">
        {ORDER.map((each, index) => (
          <li key={each} className={index < now ? styles["done"] : index === now ? styles["now"] : ""} />
        ))}
      </ol>
    </div>
  );
}
