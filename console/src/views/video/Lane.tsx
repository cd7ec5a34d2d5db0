/** The events of a video by type over its time. A click goes there, a drag chooses a clip. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { graphql } from "~/gql";
import type { LaneEventFragment, VideoPageQuery } from "~/gql/graphql";
import { useT } from "~/i18n/I18n";
import { formatPosition } from "~/lib/time";
import { groupByType, type Range, toRange } from "./laneTimes";
import styles from "./Lane.module.css";
import { Preview } from "./Preview";

export const LANE_EVENT = graphql(/* GraphQL */ `
  fragment LaneEvent on Event {
    id
    type
    startSeconds
    endSeconds
    boundingBox {
      x
      y
      width
      height
    }
    person {
      trackId
    }
  }
`);

const SERIOUS = new Set(["FIGHTING", "COLLAPSE", "THEFT", "VANDALISM", "INTRUSION", "LYING", "CAMERA_TAMPERED"]);

interface Props {
  videoId: string;
  events: readonly LaneEventFragment[];
  gaps: NonNullable<VideoPageQuery["video"]>["gaps"];
  duration: number;
  now: number;
  range: Range | null;
  onSeek: (seconds: number) => void;
  onRange: (range: Range | null) => void;
}

export function Lane({ videoId, events, gaps, duration, now, range, onSeek, onRange }: Props) {
  const t = useT();
  const track = useRef<HTMLDivElement>(null);
  const [began, setBegan] = useState<number | null>(null);
  const [hover, setHover] = useState<number | null>(null);
  if (duration <= 0) return <p className="soft small">{t("lane-none")}</p>;
  const percent = (seconds: number): string => `${String(Math.min(100, Math.max(0, (seconds / duration) * 100)))}%`;
  const read = (event: PointerEvent): number => {
    const box = track.current?.getBoundingClientRect();
    return box ? Math.min(duration, Math.max(0, ((event.clientX - box.left) / box.width) * duration)) : 0;
  };
  const press = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setBegan(read(event));
  };
  const move = (event: PointerEvent): void => {
    const at = read(event);
    setHover(at);
    if (began !== null) onRange(toRange(began, at, duration) ?? range);
  };
  const release = (event: PointerEvent): void => {
    const at = read(event);
    if (began !== null && toRange(began, at, duration) === null) onSeek(at);
    setBegan(null);
  };
  const key = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onSeek(Math.min(duration, Math.max(0, now + by)));
  };
  const groups = groupByType(events);
  return (
    <div className={styles["lane"]}>
      <ul className={styles["names"]}>
        {groups.map(([type]) => (
          <li key={type}>{t(`type-${type.toLowerCase()}`)}</li>
        ))}
      </ul>
      <div
        ref={track}
        className={styles["track"]}
        role="slider"
        tabIndex={0}
        aria-label={t("lane-title")}
        aria-valuemin={0}
        aria-valuemax={Math.round(duration)}
        aria-valuenow={Math.round(now)}
        aria-valuetext={`${formatPosition(now)} / ${formatPosition(duration)}`}
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={release}
        onPointerLeave={() => setHover(null)}
        onKeyDown={key}
      >
        {groups.map(([type, found]) => (
          <div key={type} className={styles["row"]}>
            {found.map((event) => (
              <span
                key={event.id}
                className={`${styles["event"]} ${SERIOUS.has(type) ? styles["serious"] : ""}`}
                title={`${t(`type-${type.toLowerCase()}`)} ${formatPosition(event.startSeconds)}`}
                style={{ left: percent(event.startSeconds), width: percent(event.endSeconds - event.startSeconds) }}
              />
            ))}
          </div>
        ))}
        {groups.length === 0 && <p className={styles["empty"]}>{t("videos-no-events")}</p>}
        {gaps.map(({ startSeconds, endSeconds, reason }, index) => (
          <span
            key={index}
            className={styles["gap"]}
            title={t(`gap-${reason.toLowerCase()}`)}
            style={{ left: percent(startSeconds ?? 0), width: percent((endSeconds ?? 0) - (startSeconds ?? 0)) }}
          />
        ))}
        {range && <span className={styles["range"]} style={{ left: percent(range.from), width: percent(range.to - range.from) }} />}
        <span className={styles["now"]} style={{ left: percent(now) }} />
        {hover !== null && <Preview videoId={videoId} seconds={hover} left={percent(hover)} />}
      </div>
      <span />
      <div className={styles["scale"]}>
        <span>{formatPosition(0)}</span>
        <span>{formatPosition(duration / 2)}</span>
        <span>{formatPosition(duration)}</span>
      </div>
    </div>
  );
}
