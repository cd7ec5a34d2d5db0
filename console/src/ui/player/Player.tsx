/** A video with the browser's own controls, and boxes over it. */
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import { useT } from "~/i18n/I18n";
import { type Box, drawBoxes } from "./drawBoxes";
import type { Footage } from "./useFootage";
import styles from "./Player.module.css";

export interface PlayerHandle {
  seek: (seconds: number, plays?: boolean) => void;
  /** Plays or pauses. */
  toggle: () => void;
  now: () => number;
}

interface Props {
  footage: Footage & { url: string };
  /** Where it starts, in seconds. */
  start: number;
  autoPlay?: boolean;
  /** The boxes at a position; drawn with each frame. */
  boxesAt?: ((seconds: number) => Box[]) | undefined;
  onTime?: (seconds: number) => void;
  onPlay?: () => void;
  onBroken: () => void;
  ref?: Ref<PlayerHandle>;
}

export function Player({ footage, start, autoPlay = false, boxesAt, onTime, onPlay, onBroken, ref }: Props) {
  const t = useT();
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);

  useImperativeHandle(ref, () => ({
    seek: (seconds, plays = false) => {
      if (!video.current) return;
      video.current.currentTime = Math.max(0, seconds);
      if (plays) void video.current.play().catch(() => undefined);
    },
    toggle: () => {
      const element = video.current;
      if (element?.paused) void element.play().catch(() => undefined);
      else element?.pause();
    },
    now: () => video.current?.currentTime ?? 0,
  }));

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const seek = (): void => {
      element.currentTime = start;
    };
    if (element.readyState >= HTMLMediaElement.HAVE_METADATA) seek();
    else element.addEventListener("loadedmetadata", seek, { once: true });
    return () => element.removeEventListener("loadedmetadata", seek);
  }, [start, footage.url]);

  useEffect(() => {
    const element = video.current;
    const surface = canvas.current;
    if (!element || !surface) return;
    let request = 0;
    const draw = (): void => {
      drawBoxes(surface, boxesAt?.(element.currentTime) ?? [], footage.width, footage.height);
      request = element.requestVideoFrameCallback(draw);
    };
    draw();
    element.addEventListener("seeked", draw);
    return () => {
      element.cancelVideoFrameCallback(request);
      element.removeEventListener("seeked", draw);
    };
  }, [boxesAt, footage.width, footage.height]);

  return (
    <div className={styles["player"]} style={{ aspectRatio: `${String(footage.width)} / ${String(footage.height)}` }}>
      <video
        ref={video}
        src={footage.url}
        controls
        controlsList="nodownload"
        playsInline
        muted={autoPlay}
        autoPlay={autoPlay}
        preload="metadata"
        aria-label={t("player-of", { name: footage.name })}
        onPlay={onPlay}
        onTimeUpdate={(event) => onTime?.(event.currentTarget.currentTime)}
        onSeeked={(event) => onTime?.(event.currentTarget.currentTime)}
        onError={onBroken}
      />
      <canvas ref={canvas} aria-hidden="true" />
    </div>
  );
}
