/** A clip of a part of the video: chosen on the lane, by keys, or by typing its seconds. */
import { useMutation } from "@apollo/client/react";
import { type FormEvent, useState } from "react";
import { useT } from "~/i18n/I18n";
import { formatPosition } from "~/lib/time";
import { Button } from "~/ui/Button";
import { ErrorNote } from "~/ui/ErrorNote";
import { Icon } from "~/ui/Icon";
import styles from "./ClipBar.module.css";
import { CLIP } from "./documents";
import type { Range } from "./laneTimes";

interface Props {
  videoId: string;
  duration: number;
  now: number;
  range: Range | null;
  onRange: (range: Range | null) => void;
}

export function ClipBar({ videoId, duration, now, range, onRange }: Props) {
  const t = useT();
  const [exact, setExact] = useState(false);
  const [cut, { data, error, loading, reset }] = useMutation(CLIP);
  const clip = data?.exportClip;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (range) void cut({ variables: { id: videoId, from: range.from, to: range.to, exact } }).catch(() => undefined);
  };
  const change = (side: keyof Range, text: string): void => {
    const value = Number(text);
    if (range && Number.isFinite(value)) onRange({ ...range, [side]: value });
  };
  if (!range) {
    return (
      <div className={styles["bar"]}>
        <Button small disabled={duration <= 0} onClick={() => onRange({ from: Math.max(0, now - 5), to: Math.min(duration, now + 5) })}>
          <Icon name="clip" size={16} /> {t("clip-start")}
        </Button>
        <span className="soft small">{t("clip-how")}</span>
      </div>
    );
  }
  return (
    <form className={styles["bar"]} onSubmit={submit}>
      <label>
        {t("ask-scope-from")}
        <input type="number" min={0} max={duration} step={0.1} value={range.from.toFixed(1)} onChange={(event) => change("from", event.target.value)} />
      </label>
      <label>
        {t("ask-scope-to")}
        <input type="number" min={0} max={duration} step={0.1} value={range.to.toFixed(1)} onChange={(event) => change("to", event.target.value)} />
      </label>
      <span className="soft small">{t("clip-length", { length: formatPosition(range.to - range.from) })}</span>
      <label className={styles["exact"]}>
        <input type="checkbox" checked={exact} onChange={(event) => setExact(event.target.checked)} />
        {t("clip-exact")}
      </label>
      <Button small kind="primary" type="submit" disabled={loading || range.to <= range.from}>
        {loading ? t("clip-cutting") : t("clip-cut")}
      </Button>
      <Button
        small
        kind="quiet"
        onClick={() => {
          onRange(null);
          reset();
        }}
      >
        {t("cancel")}
      </Button>
      {error && <ErrorNote error={error} />}
      {clip?.userErrors.map((problem) => <ErrorNote key={problem.code} error={problem.message} />)}
      {clip?.url && (
        <p className={styles["done"]} role="status">
          <a href={clip.url} download target="_blank" rel="noreferrer">
            <Icon name="download" size={16} />{" "}
            {t("clip-ready", { from: formatPosition(clip.startSeconds ?? 0), to: formatPosition(clip.endSeconds ?? 0), size: Math.max(1, Math.round((clip.sizeBytes ?? 0) / 1000)) })}
          </a>
          {!clip.encoded && <span className="soft small">{t("clip-key-frame")}</span>}
          {clip.omitted?.length ? <span className="soft small">{t("clip-omitted", { what: clip.omitted.join(", ") })}</span> : null}
        </p>
      )}
    </form>
  );
}
