/** The box: Enter asks, Shift+Enter breaks the line. What was typed stays until it was taken. */
import { type KeyboardEvent, useState } from "react";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { Icon } from "~/ui/Icon";
import styles from "./AskBox.module.css";
import { ScopePicker } from "./ScopePicker";
import type { Scope } from "./scope";

interface Props {
  busy: boolean;
  isFollowUp: boolean;
  scope: Scope;
  onScope: (scope: Scope) => void;
  /** Whether the question was taken. */
  onAsk: (text: string) => Promise<boolean>;
}

export function AskBox({ busy, isFollowUp, scope, onScope, onAsk }: Props) {
  const t = useT();
  const [text, setText] = useState("");
  const send = (): void => {
    if (busy || !text.trim()) return;
    void onAsk(text).then((taken) => {
      if (taken) setText("");
    });
  };
  const press = (event: KeyboardEvent): void => {
    // While Hangul is composed, Enter ends the syllable.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className={styles["box"]}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        data-main-box
        aria-label={t("ask-box")}
        rows={2}
        maxLength={2000}
        placeholder={t(isFollowUp ? "ask-placeholder-more" : "ask-placeholder")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={press}
        autoFocus
      />
      <div className={styles["row"]}>
        <ScopePicker scope={scope} onScope={onScope} />
        <Button kind="primary" type="submit" disabled={busy || !text.trim()}>
          <Icon name="send" size={18} /> {t("ask-send")}
        </Button>
      </div>
    </form>
  );
}
