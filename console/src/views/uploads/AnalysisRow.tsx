import { useState } from "react";
import { Link } from "react-router";
import { useStream } from "~/api/useStream";
import type { UploadsRecentQuery } from "~/gql/graphql";
import { useT } from "~/i18n/I18n";
import { TimeText } from "~/ui/TimeText";
import { ANALYSIS } from "./documents";
import styles from "./Uploads.module.css";

interface Props {
  video: UploadsRecentQuery["videos"]["edges"][number]["node"];
  /** Its analysis has ended. */
  onDone: () => void;
}

/** A video and how far its analysis is. */
export function AnalysisRow({ video, onDone }: Props) {
  const t = useT();
  const isOpen = video.status === "QUEUED" || video.status === "ANALYZING";
  const [now, setNow] = useState<{ percent: number; events: number } | null>(null);
  useStream({
    query: ANALYSIS,
    subject: video.id,
    variables: isOpen ? (last) => ({ id: video.id, after: last?.analysisProgress.sequence ?? null }) : null,
    next: ({ analysisProgress: step }) => setNow({ percent: step.percent, events: step.eventsFound }),
    complete: onDone,
  });
  const percent = now?.percent ?? video.analysis?.percent ?? 0;
  return (
    <div className={styles["row"]}>
      <Link to={`/videos/${video.id}`}>{video.name}</Link>
      <span className="soft small">
        <TimeText at={video.createdAt} />
        {video.camera !== null && <> · {video.camera}</>}
      </span>
      <span className="small">{t(`status-${video.status.toLowerCase()}`)}</span>
      {isOpen && <progress max={100} value={percent} aria-label={t("upload-analysis", { percent })} />}
      {isOpen && now && <span className="soft small">{t("ask-looked-events", { count: now.events })}</span>}
      {video.failure && <span className={styles["failed"]}>{video.failure.message}</span>}
    </div>
  );
}
