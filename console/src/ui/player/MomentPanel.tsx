/** A moment that plays beside what mentions it. Who may not play footage sees its frame. */
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { useT } from "~/i18n/I18n";
import { formatPosition } from "~/lib/time";
import { Icon } from "~/ui/Icon";
import { NotPlaying } from "./NotPlaying";
import { Player } from "./Player";
import { useFootage } from "./useFootage";
import styles from "./MomentPanel.module.css";

export interface Moment {
  key: string;
  videoId: string;
  eventId: string | null;
  startSeconds: number;
  endSeconds: number;
  frameUrl: string | null;
}

/** Seconds shown before a moment, so that one sees it begin. */
export const LEAD = 1;

export function MomentPanel({ moment, onClose }: { moment: Moment; onClose: () => void }) {
  const t = useT();
  return (
    <aside className={styles["panel"]} aria-label={t("player-moment")}>
      <div className={styles["head"]}>
        <h2>
          {t("player-moment")} {formatPosition(moment.startSeconds)}
          {moment.endSeconds > moment.startSeconds + 1 && <>–{formatPosition(moment.endSeconds)}</>}
        </h2>
        <button type="button" className={styles["close"]} onClick={onClose} aria-label={t("close")}>
          <Icon name="close" />
        </button>
      </div>
      <MomentFootage key={moment.videoId} moment={moment} />
      <Link to={`/videos/${moment.videoId}?t=${moment.startSeconds.toFixed(1)}`}>{t("player-open-video")}</Link>
    </aside>
  );
}

export function MomentFootage({ moment }: { moment: Moment }) {
  const state = useFootage(moment.videoId);
  const { footage } = state;
  const [brokenUrl, setBroken] = useState<string | null>(null);
  useEffect(() => setBroken(null), [moment.key]);
  if (!footage?.url || footage.url === brokenUrl) {
    return <NotPlaying state={state} isBroken={brokenUrl !== null} frameUrl={moment.frameUrl} />;
  }
  const { url } = footage;
  return (
    <Player
      footage={{ ...footage, url }}
      start={Math.max(0, moment.startSeconds - LEAD)}
      autoPlay
      onBroken={() => setBroken(url)}
    />
  );
}
