/** Uploads: choose or drop files, say camera and time, watch them being sent and analysed. */
import { useApolloClient, useQuery } from "@apollo/client/react";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { ErrorNote } from "~/ui/ErrorNote";
import { Icon } from "~/ui/Icon";
import { Page } from "~/ui/Page";
import { AnalysisRow } from "./AnalysisRow";
import { RECENT } from "./documents";
import { guessFromName } from "./guess";
import { Refused, sendFile } from "./send";
import styles from "./Uploads.module.css";

interface Item {
  key: string;
  file: File;
  camera: string;
  recordedAt: string;
  state: "chosen" | "sending" | "sent" | "failed";
  sent: number;
  problem: string | null;
  duplicateId: string | null;
  controller: AbortController;
}

export default function UploadsView() {
  const t = useT();
  const client = useApolloClient();
  const [items, setItems] = useState<Item[]>([]);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const recent = useQuery(RECENT, { fetchPolicy: "cache-and-network" });

  const change = (key: string, values: Partial<Item>): void =>
    setItems((before) => before.map((item) => (item.key === key ? { ...item, ...values } : item)));
  const add = (files: Iterable<File>): void =>
    setItems((before) => [
      ...before,
      ...[...files].map((file): Item => ({
        key: crypto.randomUUID(),
        file,
        ...guessFromName(file.name),
        state: "chosen",
        sent: 0,
        problem: null,
        duplicateId: null,
        controller: new AbortController(),
      })),
    ]);
  const send = async (item: Item): Promise<void> => {
    const controller = new AbortController();
    change(item.key, { state: "sending", sent: 0, problem: null, duplicateId: null, controller });
    const sending = { signal: controller.signal, onProgress: (sent: number) => change(item.key, { sent }) };
    try {
      await sendFile(client, item.file, item, sending);
      change(item.key, { state: "sent" });
      await recent.refetch();
    } catch (error) {
      if (controller.signal.aborted) change(item.key, { state: "chosen" });
      else if (error instanceof Refused && error.message) change(item.key, { state: "failed", problem: error.message, duplicateId: error.duplicateId });
      else change(item.key, { state: "failed", problem: t("upload-lost") });
    }
  };
  const sendAll = async (): Promise<void> => {
    for (const item of items) if (item.state === "chosen" || item.state === "failed") await send(item);
  };
  const isSending = items.some((item) => item.state === "sending");
  useEffect(() => {
    if (!isSending) return;
    // The browser asks before it leaves a page that is sending.
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isSending]);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer.files);
  };
  const videos = recent.data?.videos.edges.map((edge) => edge.node) ?? [];

  return (
    <Page title={t("view-uploads")}>
      <div
        className={`${styles["drop"]} ${over ? styles["over"] : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Icon name="upload" size={28} />
        <p>{t("upload-drop")}</p>
        <Button kind="primary" onClick={() => input.current?.click()}>
          {t("upload-choose")}
        </Button>
        <input ref={input} className="hidden" type="file" accept="video/*" multiple aria-label={t("upload-choose")} tabIndex={-1} onChange={(event) => add(event.target.files ?? [])} />
      </div>
      {items.length > 0 && (
        <section className={styles["files"]}>
          {items.map((item) => (
            <FileRow
              key={item.key}
              item={item}
              onChange={(values) => change(item.key, values)}
              onRemove={() => {
                item.controller.abort();
                if (item.state !== "sending") setItems((before) => before.filter((each) => each !== item));
              }}
            />
          ))}
          <div>
            <Button kind="primary" disabled={isSending || items.every((item) => item.state === "sent")} onClick={() => void sendAll()}>
              {t("upload-send")}
            </Button>
          </div>
        </section>
      )}
      {recent.error && <ErrorNote error={recent.error} onRetry={() => void recent.refetch()} />}
      {videos.length > 0 && (
        <section className={styles["files"]}>
          <h2>{t("upload-recent")}</h2>
          <ul className={styles["recent"]}>
            {videos.map((video) => (
              <li key={video.id}>
                <AnalysisRow video={video} onDone={() => void recent.refetch()} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}

interface FileRowProps {
  item: Item;
  onChange: (values: Partial<Item>) => void;
  onRemove: () => void;
}

function FileRow({ item, onChange, onRemove }: FileRowProps) {
  const t = useT();
  const isOpen = item.state === "chosen" || item.state === "failed";
  const percent = item.file.size ? Math.floor((item.sent / item.file.size) * 100) : 100;
  return (
    <div className={styles["file"]}>
      <strong>{item.file.name}</strong>
      <span className="soft small">{t("upload-size", { size: Math.max(1, Math.round(item.file.size / 1_000_000)) })}</span>
      <label>
        {t("upload-camera")}
        <input value={item.camera} maxLength={200} disabled={!isOpen} onChange={(event) => onChange({ camera: event.target.value })} />
      </label>
      <label>
        {t("upload-recorded")}
        <input type="datetime-local" step={1} value={item.recordedAt} disabled={!isOpen} onChange={(event) => onChange({ recordedAt: event.target.value })} />
      </label>
      {item.state === "sending" && <progress max={100} value={percent} aria-label={t("upload-progress", { percent })} />}
      {item.state === "sent" && <span className={styles["sent"]}>{t("upload-sent")}</span>}
      {item.state !== "sent" && (
        <Button kind="quiet" small onClick={onRemove}>
          {t(item.state === "sending" ? "upload-stop" : "upload-remove")}
        </Button>
      )}
      {item.problem !== null && <ErrorNote error={item.problem} />}
      {item.duplicateId !== null && <Link to={`/videos/${item.duplicateId}`}>{t("upload-duplicate")}</Link>}
    </div>
  );
}
