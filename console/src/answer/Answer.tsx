/** A question and its answer: as it is written, then with its moments and what it could not see. */
import { useMutation } from "@apollo/client/react";
import { graphql, readFragment, type FragmentType } from "~/gql";
import type { AnswerFragment } from "~/gql/graphql";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { ErrorNote } from "~/ui/ErrorNote";
import { Icon } from "~/ui/Icon";
import type { Moment } from "~/ui/player/MomentPanel";
import styles from "./Answer.module.css";
import { Cited } from "./Cited";
import { Citations, toMoment } from "./Citations";
import { Coverage } from "./Coverage";
import { CANCEL } from "./documents";
import { How } from "./How";
import { Rate } from "./Rate";
import { Stages } from "./Stages";
import { useAnswer } from "./useAnswer";

export const ANSWER = graphql(/* GraphQL */ `
  fragment Answer on PromptHistory {
    id
    prompt
    status
    response
    interpretation
    notUnderstood
    degraded
    rating
    error {
      code
      message
    }
    citations {
      number
      video {
        id
        timezone
      }
      ...CitationCard
    }
    coverage {
      ...CoverageNote
    }
  }
`);

interface Props {
  history: FragmentType<typeof ANSWER>;
  moment: Moment | null;
  onMoment: (moment: Moment) => void;
  onAsk: (text: string) => void;
}

export function Answer({ history, moment, onMoment, onAsk }: Props) {
  const t = useT();
  const answer = readFragment(ANSWER, history);
  const writing = useAnswer(answer.id, answer.status);
  const [cancel, cancelling] = useMutation(CANCEL);
  const show = (number: number): void => {
    const citation = answer.citations.find((each) => each.number === number);
    if (citation) onMoment(toMoment(citation));
  };
  return (
    <article className={styles["answer"]} aria-label={answer.prompt}>
      <p className={styles["question"]}>{answer.prompt}</p>
      {writing ? (
        <div className={styles["writing"]} aria-busy="true">
          <Stages stage={writing.stage} />
          {!writing.isUp && <p className={styles["lost"]}>{t("ask-lost-line")}</p>}
          {writing.failure !== null && <ErrorNote error={writing.failure} />}
          {writing.text && <Cited text={writing.text} numbers={[]} onCite={show} />}
          <Button small disabled={cancelling.loading} onClick={() => void cancel({ variables: { id: answer.id } })}>
            {t("ask-stop")}
          </Button>
          {cancelling.error && <ErrorNote error={cancelling.error} />}
        </div>
      ) : (
        <Written answer={answer} moment={moment} onMoment={onMoment} onCite={show} onAsk={onAsk} />
      )}
    </article>
  );
}

interface WrittenProps extends Pick<Props, "moment" | "onMoment" | "onAsk"> {
  answer: AnswerFragment;
  onCite: (number: number) => void;
}

function Written({ answer, moment, onMoment, onCite, onAsk }: WrittenProps) {
  const t = useT();
  return (
    <>
      <Verdict status={answer.status} />
      {answer.notUnderstood.length > 0 && (
        <div className={styles["warning"]} role="note">
          <strong>
            {t("ask-not-understood")}: {answer.notUnderstood.map((words) => `“${words}”`).join(", ")}
          </strong>
          <p>{t("ask-not-understood-about")}</p>
        </div>
      )}
      {answer.response !== null && (
        <Cited text={answer.response} numbers={answer.citations.map((each) => each.number)} onCite={onCite} />
      )}
      {answer.error && (
        <ErrorNote error={answer.error.message} onRetry={answer.status === "FAILED" ? () => onAsk(answer.prompt) : undefined} />
      )}
      {answer.citations.length > 0 && <Citations citations={answer.citations} moment={moment} onMoment={onMoment} />}
      {answer.status !== "FAILED" && answer.status !== "CANCELLED" && (
        <>
          <Coverage
            coverage={answer.coverage}
            isAboutIt={answer.status === "NOT_EXAMINED"}
            zone={oneOf(answer.citations.map((each) => each.video.timezone))}
          />
          {answer.interpretation !== null && (
            <p className="soft small">
              {t("ask-understood")}: {answer.interpretation}
            </p>
          )}
          {answer.degraded.length > 0 && (
            <p className={styles["degraded"]}>
              <Icon name="warning" size={16} /> {t("ask-degraded", { what: answer.degraded.join(", ") })}
            </p>
          )}
          <div className={styles["tools"]}>
            <Rate id={answer.id} rating={answer.rating} />
            <How id={answer.id} />
          </div>
        </>
      )}
    </>
  );
}

/** An answer that found nothing says so before its words. */
function Verdict({ status }: { status: AnswerFragment["status"] }) {
  const t = useT();
  const text = {
    NOT_FOUND: "ask-not-found",
    NOT_EXAMINED: "ask-not-examined-status",
    CANCELLED: "ask-cancelled",
    FAILED: "ask-failed",
  }[status as string];
  if (text === undefined) return null;
  return <p className={`${styles["verdict"]} ${styles[status.toLowerCase()] ?? ""}`}>{t(text)}</p>;
}

/** What all have in common; null where they differ, or where there is none. */
function oneOf(values: string[]): string | null {
  return new Set(values).size === 1 ? (values[0] ?? null) : null;
}
