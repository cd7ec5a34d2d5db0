import { useQuery } from "@apollo/client/react";
import { useState } from "react";
import { Link } from "react-router";
import { graphql, readFragment, type FragmentType } from "~/gql";
import { useT } from "~/i18n/I18n";
import { formatPosition } from "~/lib/time";
import { Button } from "~/ui/Button";
import { EmptyState } from "~/ui/EmptyState";
import { ErrorNote } from "~/ui/ErrorNote";
import { Loading } from "~/ui/Loading";
import { Page } from "~/ui/Page";
import { Thumb } from "~/ui/Thumb";
import { TimeText } from "~/ui/TimeText";
import { VIDEOS } from "./documents";
import styles from "./VideoList.module.css";

export const VIDEO_CARD = graphql(/* GraphQL */ `
  fragment VideoCard on Video {
    id
    name
    camera
    timezone
    recordedAt
    createdAt
    status
    durationSeconds
    thumbnailUrl
    majorEvent {
      id
      type
    }
  }
`);

export function VideoList() {
  const t = useT();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  const filter = asked ? { text: asked } : {};
  const { data, error, loading, refetch, fetchMore } = useQuery(VIDEOS, { variables: { filter, after: null }, fetchPolicy: "cache-and-network" });
  const videos = data?.videos.edges.map((edge) => edge.node) ?? [];
  const page = data?.videos.pageInfo;
  return (
    <Page title={t("view-videos")}>
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(text.trim());
        }}
      >
        <input data-main-box type="search" className={styles["search"]} aria-label={t("videos-search")} placeholder={t("videos-search")} value={text} maxLength={200} onChange={(event) => setText(event.target.value)} />
      </form>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {loading && !data && <Loading />}
      {data && videos.length === 0 && (
        <EmptyState title={t(asked ? "videos-none-fit" : "videos-none")} about={t(asked ? "videos-none-fit-how" : "videos-none-how")}>
          {!asked && <Link to="/uploads">{t("ask-go-upload")}</Link>}
        </EmptyState>
      )}
      <ul className={styles["grid"]}>
        {videos.map((video) => (
          <li key={video.id}>
            <VideoCard video={video} />
          </li>
        ))}
      </ul>
      {page?.hasNextPage && (
        <Button disabled={loading} onClick={() => void fetchMore({ variables: { after: page.endCursor } })}>
          {t("videos-more")}
        </Button>
      )}
    </Page>
  );
}

function VideoCard({ video: reference }: { video: FragmentType<typeof VIDEO_CARD> }) {
  const t = useT();
  const video = readFragment(VIDEO_CARD, reference);
  return (
    <Link to={`/videos/${video.id}`} className={styles["card"]}>
      <span className={styles["picture"]}>
        <Thumb url={video.thumbnailUrl} alt="" />
        {video.durationSeconds !== null && <span className={styles["length"]}>{formatPosition(video.durationSeconds)}</span>}
      </span>
      <span className={styles["text"]}>
        <strong>{video.name}</strong>
        <span className="soft small">
          <TimeText at={video.recordedAt ?? video.createdAt} zone={video.timezone} />
          {video.camera !== null && <> · {video.camera}</>}
        </span>
        <span className="small">
          {video.status !== "READY" ? t(`status-${video.status.toLowerCase()}`) : video.majorEvent ? t(`type-${video.majorEvent.type.toLowerCase()}`) : t("videos-no-events")}
        </span>
      </span>
    </Link>
  );
}
