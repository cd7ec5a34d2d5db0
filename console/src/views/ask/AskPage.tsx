import { useApolloClient, useMutation, useQuery } from "@apollo/client/react";
import { useEffect, useRef, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { Answer } from "~/answer/Answer";
import { SESSION } from "~/answer/documents";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { ErrorNote } from "~/ui/ErrorNote";
import { Icon } from "~/ui/Icon";
import { Loading } from "~/ui/Loading";
import { type Moment, MomentPanel } from "~/ui/player/MomentPanel";
import { AskBox } from "./AskBox";
import styles from "./AskPage.module.css";
import { ASK } from "./documents";
import { buildInput, EVERYWHERE, type Scope } from "./scope";
import { Start } from "./Start";

export function AskPage() {
  const t = useT();
  const { sessionId } = useParams();
  const navigate = useNavigate();
  const client = useApolloClient();
  const [scope, setScope] = useState<Scope>(EVERYWHERE);
  const [moment, setMoment] = useState<Moment | null>(null);
  const [ask, asking] = useMutation(ASK);
  const session = useQuery(SESSION, { variables: { id: sessionId ?? "" }, skip: sessionId === undefined });
  const histories = session.data?.promptSession?.histories.edges.map((edge) => edge.node) ?? [];
  const end = useRef<HTMLDivElement>(null);
  const count = histories.length;

  useEffect(() => {
    document.title = `${t("view-ask")} · Watchgraph`;
  }, [t]);
  useEffect(() => {
    // Newer browsers return a promise.
    void end.current?.scrollIntoView({ block: "end" });
  }, [count, sessionId]);
  useEffect(() => setMoment(null), [sessionId]);

  const send = async (text: string): Promise<boolean> => {
    const result = await ask({ variables: { input: buildInput(text, scope, sessionId, t) } }).catch(() => null);
    const payload = result?.data?.prompt;
    if (!payload?.history || !payload.session) return false;
    if (sessionId === undefined) void navigate(`/ask/${payload.session.id}`);
    else await client.refetchQueries({ include: [SESSION] });
    return true;
  };
  const problems = asking.data?.prompt.userErrors ?? [];

  return (
    <div className={`${styles["page"]} ${moment ? styles["with-moment"] : ""}`}>
      <div className={styles["talk"]}>
        <div className={styles["scroll"]}>
          <div className={styles["column"]}>
            <h1 className={sessionId === undefined ? styles["welcome"] : "hidden"}>{t("view-ask")}</h1>
            {sessionId === undefined && <Start onAsk={(text) => void send(text)} />}
            {session.error && <ErrorNote error={session.error} onRetry={() => void session.refetch()} />}
            {session.loading && !session.data && <Loading />}
            {session.data && !session.data.promptSession && <ErrorNote error={t("ask-gone")} />}
            {histories.map((history) => (
              <Answer key={history.id} history={history} moment={moment} onMoment={setMoment} onAsk={(text) => void send(text)} />
            ))}
            <div ref={end} />
          </div>
        </div>
        <div className={styles["foot"]}>
          {asking.error && <ErrorNote error={asking.error} />}
          {problems.map((problem) => (
            <ErrorNote key={problem.code} error={problem.message} />
          ))}
          <AskBox busy={asking.loading} isFollowUp={count > 0} scope={scope} onScope={setScope} onAsk={send} />
          {sessionId !== undefined && (
            <Button kind="quiet" small className={styles["new"]} onClick={() => void navigate("/ask")}>
              <Icon name="plus" size={16} /> {t("ask-new")}
            </Button>
          )}
        </div>
      </div>
      {moment && <MomentPanel moment={moment} onClose={() => setMoment(null)} />}
    </div>
  );
}
