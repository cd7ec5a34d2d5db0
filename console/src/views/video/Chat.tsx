/** A chat about what is on screen: frames around the moment are looked at, and cited. */
import { useApolloClient, useMutation, useQuery } from "@apollo/client/react";
import { type FormEvent, useState } from "react";
import { Answer } from "~/answer/Answer";
import { SESSION } from "~/answer/documents";
import { useT } from "~/i18n/I18n";
import { formatPosition } from "~/lib/time";
import { Button } from "~/ui/Button";
import { ErrorNote } from "~/ui/ErrorNote";
import { CHAT } from "./documents";
import styles from "./Chat.module.css";

// What "at this second" takes in before and after it, in seconds.
const AROUND = 2;

interface Props {
  videoId: string;
  now: number;
  duration: number;
  onSeek: (seconds: number) => void;
}

export function Chat({ videoId, now, duration, onSeek }: Props) {
  const t = useT();
  const client = useApolloClient();
  const [text, setText] = useState("");
  const [isHere, setHere] = useState(true);
  const [sessionId, setSession] = useState<string | null>(null);
  const [chat, { data, error, loading }] = useMutation(CHAT);
  const session = useQuery(SESSION, { variables: { id: sessionId ?? "" }, skip: sessionId === null });
  const histories = session.data?.promptSession?.histories.edges.map((edge) => edge.node) ?? [];
  const send = async (question: string): Promise<void> => {
    const seconds = isHere ? { from: Math.max(0, now - AROUND), to: Math.min(duration, now + AROUND) } : null;
    const input = { text: question.trim(), videoId, wait: false, sessionId, seconds };
    const payload = (await chat({ variables: { input } }).catch(() => null))?.data?.vlmChat;
    if (!payload?.session) return;
    setText("");
    if (sessionId === null) setSession(payload.session.id);
    else await client.refetchQueries({ include: [SESSION] });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() && !loading) void send(text);
  };
  return (
    <section className={styles["chat"]} aria-label={t("chat-title")}>
      <h2>{t("chat-title")}</h2>
      {histories.map((history) => (
        <Answer key={history.id} history={history} moment={null} onMoment={(moment) => onSeek(moment.startSeconds)} onAsk={(question) => void send(question)} />
      ))}
      {histories.length === 0 && <p className="soft small">{t("chat-how")}</p>}
      <form onSubmit={submit} className={styles["form"]}>
        <label className="hidden" htmlFor="chat-box">
          {t("chat-title")}
        </label>
        <input id="chat-box" data-main-box placeholder={t("chat-placeholder")} value={text} maxLength={2000} autoComplete="off" onChange={(event) => setText(event.target.value)} />
        <Button kind="primary" type="submit" disabled={loading || !text.trim()}>
          {t("ask-send")}
        </Button>
      </form>
      <label className={styles["here"]}>
        <input type="checkbox" checked={isHere} onChange={(event) => setHere(event.target.checked)} />
        {t("chat-here", { at: formatPosition(now) })}
      </label>
      {error && <ErrorNote error={error} />}
      {data?.vlmChat.userErrors.map((problem) => <ErrorNote key={problem.code} error={problem.message} />)}
    </section>
  );
}
