/** Health: which models answer, and what the server is. */
import { useQuery } from "@apollo/client/react";
import { graphql } from "~/gql";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { ErrorNote } from "~/ui/ErrorNote";
import { Loading } from "~/ui/Loading";
import { Page } from "~/ui/Page";
import styles from "./Health.module.css";

const HEALTH = graphql(/* GraphQL */ `
  query Health {
    serverInfo {
      version
      stack
      models {
        purpose
        modelId
        region
        available
      }
    }
  }
`);

export default function HealthView() {
  const t = useT();
  const { data, error, loading, refetch } = useQuery(HEALTH, { fetchPolicy: "network-only" });
  const info = data?.serverInfo;
  return (
    <Page title={t("view-health")} actions={<Button small disabled={loading} onClick={() => void refetch()}>{t("health-again")}</Button>}>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {loading && !info && <Loading />}
      {info && (
        <>
          <p className="soft">{t("health-server", { version: info.version, stack: info.stack })}</p>
          <section className={styles["models"]}>
            <h2>{t("health-models")}</h2>
            <ul>
              {info.models.map((model) => (
                <li key={`${model.purpose} ${model.modelId}`}>
                  <span className={model.available ? styles["up"] : styles["down"]}>{t(model.available ? "health-answers" : "health-silent")}</span>
                  <strong>{model.purpose}</strong>
                  <span className="soft small">
                    {model.modelId} · {model.region}
                  </span>
                </li>
              ))}
            </ul>
            {info.models.some((model) => !model.available) && <p className="soft small">{t("health-silent-how")}</p>}
          </section>
        </>
      )}
    </Page>
  );
}
