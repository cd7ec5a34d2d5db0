/** A video's summary: written on demand, shown as it is written. */
import { useApolloClient, useMutation } from "@apollo/client/react";
import { useState } from "react";
import { useStream } from "~/api/useStream";
import { Cited } from "~/answer/Cited";
import { graphql, readFragment, type FragmentType } from "~/gql";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { ErrorNote } from "~/ui/ErrorNote";
import { SUMMARIZE, SUMMARY, SUMMARY_PROGRESS } from "./documents";
import styles from "./Chat.module.css";

export const SUMMARY_TEXT = graphql(/* GraphQL */ `
  fragment SummaryText on Summary {
    status
    headline
    text
    citations {
      number
      startSeconds
    }
  }
`);

interface Props {
  videoId: string;
  summary: FragmentType<typeof SUMMARY_TEXT> | null;
  onSeek: (seconds: number) => void;
}

export function Summary({ videoId, summary: reference, onSeek }: Props) {
  const t = useT();
  const client = useApolloClient();
  const summary = readFragment(SUMMARY_TEXT, reference);
  const [order, { data, error, loading }] = useMutation(SUMMARIZE);
  const [writing, setWriting] = useState<{ text: string; percent: number; sequence: number | null }>({ text: "", percent: 0, sequence: null });
  const [failure, setFailure] = useState<unknown>(null);
  const isOpen = summary?.status === "QUEUED" || summary?.status === "GENERATING";
  useStream({
    query: SUMMARY_PROGRESS,
    subject: videoId,
    variables: isOpen ? (last) => ({ id: videoId, after: last?.summaryProgress.sequence ?? null }) : null,
    next: ({ summaryProgress: step }, isFirst) =>
      setWriting((before) => ({
        text: ((isFirst && before.sequence === null) || step.stage === "QUEUED" ? "" : before.text) + step.textDelta,
        percent: step.percent,
        sequence: step.sequence,
      })),
    complete: () => void client.query({ query: SUMMARY, variables: { id: videoId }, fetchPolicy: "network-only" }).catch(setFailure),
    fail: setFailure,
  });
  const write = (regenerate: boolean): void => {
    setWriting({ text: "", percent: 0, sequence: null });
    void order({ variables: { id: videoId, regenerate } }).catch(() => undefined);
  };
  const cited = summary?.citations.map((citation) => citation.number) ?? [];
  const seekTo = (number: number): void => {
    const found = summary?.citations.find((citation) => citation.number === number);
    if (found) onSeek(found.startSeconds);
  };
  return (
    <section className={styles["chat"]} aria-label={t("summary-title")}>
      <h2>{t("summary-title")}</h2>
      {isOpen ? (
        <>
          <p role="status" className="soft">
            {t("summary-writing", { percent: writing.percent })}
          </p>
          {writing.text && <Cited text={writing.text} numbers={[]} onCite={seekTo} />}
        </>
      ) : summary?.text ? (
        <>
          {summary.headline !== null && <strong>{summary.headline}</strong>}
          <Cited text={summary.text} numbers={cited} onCite={seekTo} />
        </>
      ) : (
        <p className="soft small">{t(summary?.status === "EMPTY" ? "summary-empty" : "summary-none")}</p>
      )}
      {!isOpen && (
        <div>
          <Button small disabled={loading} onClick={() => write(Boolean(summary?.text))}>
            {t(summary?.text ? "summary-again" : "summary-write")}
          </Button>
        </div>
      )}
      {error && <ErrorNote error={error} />}
      {failure !== null && <ErrorNote error={failure} />}
      {data?.generateSummary.userErrors.map((problem) => <ErrorNote key={problem.code} error={problem.message} />)}
    </section>
  );
}
