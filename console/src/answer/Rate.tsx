/** Judge an answer; of a wrong one, say what would be right. */
import { useMutation } from "@apollo/client/react";
import { type FormEvent, useState } from "react";
import type { Rating } from "~/gql/graphql";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { ErrorNote } from "~/ui/ErrorNote";
import { Icon } from "~/ui/Icon";
import { RATE } from "./documents";
import styles from "./Rate.module.css";

export function Rate({ id, rating }: { id: string; rating: Rating | null }) {
  const t = useT();
  const [rate, { error, data }] = useMutation(RATE);
  const [corrects, setCorrects] = useState(false);
  const [comment, setComment] = useState("");
  const [thanks, setThanks] = useState(false);
  const give = async (value: Rating, words: string | null): Promise<void> => {
    const result = await rate({ variables: { id, rating: value, comment: words } }).catch(() => null);
    setThanks(result?.data?.ratePrompt.userErrors.length === 0);
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    void give("DOWN", comment.trim() || null).then(() => setCorrects(false));
  };
  return (
    <div className={styles["rate"]}>
      <Button kind="quiet" small aria-pressed={rating === "UP"} className={rating === "UP" ? styles["on"] : ""} onClick={() => void give("UP", null)}>
        <Icon name="up" size={18} />
        <span className="hidden">{t("ask-rate-up")}</span>
      </Button>
      <Button
        kind="quiet"
        small
        aria-pressed={rating === "DOWN"}
        className={rating === "DOWN" ? styles["on"] : ""}
        onClick={() => {
          void give("DOWN", null);
          setCorrects(true);
        }}
      >
        <Icon name="down" size={18} />
        <span className="hidden">{t("ask-rate-down")}</span>
      </Button>
      {corrects && (
        <form className={styles["form"]} onSubmit={send}>
          <input
            aria-label={t("ask-rate-what")}
            placeholder={t("ask-rate-what")}
            value={comment}
            maxLength={1000}
            onChange={(event) => setComment(event.target.value)}
            autoFocus
          />
          <Button small type="submit">
            {t("ask-rate-send")}
          </Button>
        </form>
      )}
      {thanks && !corrects && (
        <span className="soft small" role="status">
          {t("ask-rate-thanks")}
        </span>
      )}
      {error && <ErrorNote error={error} />}
      {data?.ratePrompt.userErrors.map((problem) => <ErrorNote key={problem.code} error={problem.message} />)}
    </div>
  );
}
