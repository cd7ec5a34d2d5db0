/** A video: the player with boxes over it, its events on a lane, its summary, a chat, clips and the download. */
import { useQuery } from "@apollo/client/react";
import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import type { VideoPageQuery } from "~/gql/graphql";
import { useT } from "~/i18n/I18n";
import { isTyping } from "~/lib/keys";
import { EmptyState } from "~/ui/EmptyState";
import { ErrorNote } from "~/ui/ErrorNote";
import { Loading } from "~/ui/Loading";
import { NotPlaying } from "~/ui/player/NotPlaying";
import { Player, type PlayerHandle } from "~/ui/player/Player";
import { useFootage } from "~/ui/player/useFootage";
import { TimeText } from "~/ui/TimeText";
import { Chat } from "./Chat";
import { ClipBar } from "./ClipBar";
import { VIDEO } from "./documents";
import { DownloadButton } from "./DownloadButton";
import { Lane } from "./Lane";
import { findNeighbour, type Range } from "./laneTimes";
import { Summary } from "./Summary";
import { useBoxes } from "./useBoxes";
import { useLaneEvents } from "./useLaneEvents";
import styles from "./VideoPage.module.css";

export function VideoPage() {
  const t = useT();
  const { videoId = "" } = useParams();
  const { data, error, refetch } = useQuery(VIDEO, { variables: { id: videoId } });
  const name = data?.video?.name;
  useEffect(() => {
    document.title = `${name ?? t("view-videos")} · Watchgraph`;
  }, [name, t]);
  if (error && !data) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (!data.video) {
    return (
      <EmptyState title={t("video-gone")} about={t("video-gone-how")}>
        <Link to="/videos">{t("video-all")}</Link>
      </EmptyState>
    );
  }
  return <Loaded key={videoId} video={data.video} />;
}

type Video = NonNullable<VideoPageQuery["video"]>;

function Loaded({ video }: { video: Video }) {
  const t = useT();
  const [search] = useSearchParams();
  const start = Number(search.get("t") ?? 0) || 0;
  const playback = useFootage(video.id);
  const { footage } = playback;
  const player = useRef<PlayerHandle>(null);
  const [now, setNow] = useState(start);
  const [range, setRange] = useState<Range | null>(null);
  const [broken, setBroken] = useState<string | null>(null);
  const events = useLaneEvents(video);
  const { boxesAt, on, toggle, want } = useBoxes(video.id, events);
  const duration = video.durationSeconds ?? 0;

  const seek = useCallback(
    (seconds: number, plays = true) => {
      player.current?.seek(seconds, plays);
      setNow(seconds);
      want();
    },
    [want],
  );
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const at = player.current?.now() ?? now;
    const frame = 1 / (video.frameRate ?? 25);
    const acts: Record<string, () => void> = {
      ArrowLeft: () => seek(at - 5, false),
      ArrowRight: () => seek(at + 5, false),
      ",": () => seek(at - frame, false),
      ".": () => seek(at + frame, false),
      j: () => seek(findNeighbour(events, at, 1) ?? at, false),
      k: () => seek(findNeighbour(events, at, -1) ?? at, false),
      b: toggle,
      i: () => setRange({ from: at, to: Math.max(range?.to ?? 0, at + 1) }),
      o: () => setRange({ from: Math.min(range?.from ?? at - 1, at - 1), to: at }),
      " ": () => player.current?.toggle(),
    };
    const act = acts[event.key];
    // A button that has the focus is pressed by Space, and a video plays by its own controls.
    const owns = event.target instanceof HTMLElement && event.target.closest("button, a, video, [role=slider]") !== null;
    if (!act || (owns && [" ", "ArrowLeft", "ArrowRight"].includes(event.key))) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => press(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  return (
    <div className={styles["page"]}>
      <div className={styles["watch"]}>
        <header className={styles["head"]}>
          <h1>{video.name}</h1>
          <p className="soft">
            <TimeText at={video.recordedAt} zone={video.timezone} timecode={t("video-no-time")} />
            {video.camera !== null && <> · {video.camera}</>}
          </p>
        </header>
        {video.failure && <ErrorNote error={video.failure.message} />}
        {footage?.url && footage.url !== broken ? (
          <Player
            ref={player}
            footage={{ ...footage, url: footage.url }}
            start={start}
            boxesAt={on ? boxesAt : undefined}
            onTime={setNow}
            onPlay={want}
            onBroken={() => setBroken(footage.url)}
          />
        ) : (
          <NotPlaying state={playback} isBroken={broken !== null} frameUrl={video.thumbnailUrl} />
        )}
        <Lane videoId={video.id} events={events} gaps={video.gaps} duration={duration} now={now} range={range} onSeek={seek} onRange={setRange} />
        {video.events.totalCount > events.length && <p className="soft small">{t("lane-cut", { count: events.length, all: video.events.totalCount })}</p>}
        <div className={styles["tools"]}>
          <label className={styles["toggle"]}>
            <input type="checkbox" checked={on} onChange={toggle} /> {t("video-boxes")}
          </label>
          <Link to={`/events?videoIds=${video.id}`}>{t("video-events", { count: video.events.totalCount })}</Link>
          <DownloadButton id={video.id} />
        </div>
        <ClipBar videoId={video.id} duration={duration} now={now} range={range} onRange={setRange} />
      </div>
      <div className={styles["beside"]}>
        <Summary videoId={video.id} summary={video.summary} onSeek={seek} />
        <Chat videoId={video.id} now={now} duration={duration} onSeek={seek} />
      </div>
    </div>
  );
}
