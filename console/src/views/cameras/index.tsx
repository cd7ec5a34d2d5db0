/** Cameras: each with its site, its clock and when it last sent footage. */
import { useQuery } from "@apollo/client/react";
import { Link } from "react-router";
import { graphql } from "~/gql";
import { useT } from "~/i18n/I18n";
import { EmptyState } from "~/ui/EmptyState";
import { ErrorNote } from "~/ui/ErrorNote";
import { Loading } from "~/ui/Loading";
import { Page } from "~/ui/Page";
import { TimeText } from "~/ui/TimeText";
import styles from "./Cameras.module.css";

const CAMERAS = graphql(/* GraphQL */ `
  query Cameras {
    cameras(first: 100, orderBy: NAME) {
      totalCount
      edges {
        node {
          id
          name
          site
          timezone
          lastFootageAt
        }
      }
    }
  }
`);

export default function CamerasView() {
  const t = useT();
  const { data, error, loading, refetch } = useQuery(CAMERAS, { fetchPolicy: "cache-and-network" });
  const cameras = data?.cameras.edges.map((edge) => edge.node) ?? [];
  return (
    <Page title={t("view-cameras")}>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {loading && !data && <Loading />}
      {data && cameras.length === 0 && (
        <EmptyState title={t("cameras-none")} about={t("cameras-none-how")}>
          <Link to="/uploads">{t("ask-go-upload")}</Link>
        </EmptyState>
      )}
      {cameras.length > 0 && (
        <ul className={styles["list"]}>
          {cameras.map((camera) => (
            <li key={camera.id}>
              <strong>{camera.name}</strong>
              <span className="soft small">
                {[camera.site, camera.timezone].filter(Boolean).join(" · ")}
              </span>
              <span className="small">
                {t("cameras-last")} <TimeText at={camera.lastFootageAt} zone={camera.timezone} timecode={t("cameras-never")} />
              </span>
              <Link to={`/events?cameraIds=${camera.id}`}>{t("cameras-events")}</Link>
            </li>
          ))}
        </ul>
      )}
      {data && data.cameras.totalCount > cameras.length && <p className="soft small">{t("cameras-cut", { count: cameras.length, all: data.cameras.totalCount })}</p>}
    </Page>
  );
}
