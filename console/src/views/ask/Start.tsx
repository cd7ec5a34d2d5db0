/** Before the first question: examples and recent conversations; without footage, the first step. */
import { useQuery } from "@apollo/client/react";
import { Link } from "react-router";
import { useT } from "~/i18n/I18n";
import { EmptyState } from "~/ui/EmptyState";
import { ErrorNote } from "~/ui/ErrorNote";
import { TimeText } from "~/ui/TimeText";
import { START } from "./documents";
import styles from "./Start.module.css";

const EXAMPLES = ["ask-example-1", "ask-example-2", "ask-example-3"];

export function Start({ onAsk }: { onAsk: (text: string) => void }) {
  const t = useT();
  const { data, error, refetch } = useQuery(START, { fetchPolicy: "cache-and-network" });
  if (error && !data) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (data?.videos.edges.length === 0) {
    return (
      <EmptyState title={t("ask-nothing-yet")} about={t("ask-nothing-yet-how")}>
        <Link to="/uploads">{t("ask-go-upload")}</Link>
      </EmptyState>
    );
  }
  const recent = data?.promptSessions.edges.map((edge) => edge.node) ?? [];
  return (
    <div className={styles["start"]}>
      <section>
        <h2>{t("ask-examples")}</h2>
        <ul className={styles["examples"]}>
          {EXAMPLES.map((id) => (
            <li key={id}>
              <button type="button" onClick={() => onAsk(t(id))}>
                {t(id)}
              </button>
            </li>
          ))}
        </ul>
      </section>
      {recent.length > 0 && (
        <section>
          <h2>{t("ask-recent")}</h2>
          <ul className={styles["recent"]}>
            {recent.map((session) => (
              <li key={session.id}>
                <Link to={`/ask/${session.id}`}>
                  <span>{session.title}</span>
                  <span className="soft small">
                    <TimeText at={session.lastPromptAt} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
