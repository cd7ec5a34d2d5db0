/** Takes an access token: as a page of its own, or over a page whose session has ended. */
import * as Dialog from "@radix-ui/react-dialog";
import { type FormEvent, useId, useState } from "react";
import { readExpiry, sessions } from "~/api/session";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { Preferences } from "./Preferences";
import styles from "./SignIn.module.css";

export function SignIn() {
  const t = useT();
  return (
    <main className={styles["page"]}>
      <div className={styles["card"]}>
        <p className={styles["brand"]}>Watchgraph</p>
        <h1>{t("sign-in-title")}</h1>
        <p className="soft">{t("sign-in-how")}</p>
        <TokenForm />
        <Preferences />
      </div>
    </main>
  );
}

export function SignInAgain() {
  const t = useT();
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <div className={styles["veil"]} />
        <Dialog.Content className={styles["dialog"]} onEscapeKeyDown={(event) => event.preventDefault()}>
          <Dialog.Title>{t("sign-in-again")}</Dialog.Title>
          <Dialog.Description className="soft">{t("sign-in-again-how")}</Dialog.Description>
          <TokenForm />
          <Button kind="quiet" onClick={() => sessions.signOut()}>
            {t("sign-out")}
          </Button>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function TokenForm() {
  const t = useT();
  const id = useId();
  const [token, setToken] = useState("");
  const [keep, setKeep] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const clean = token.trim().replace(/^Bearer\s+/i, "");
    const endsAt = readExpiry(clean);
    if (clean === "") setProblem(t("sign-in-empty"));
    else if (/\s/.test(clean)) setProblem(t("sign-in-spaces"));
    else if (endsAt !== null && endsAt <= Date.now()) setProblem(t("sign-in-expired"));
    else sessions.signIn(clean, keep);
  };
  return (
    <form className={styles["form"]} onSubmit={submit} noValidate>
      <label htmlFor={id}>{t("sign-in-token")}</label>
      <input
        id={id}
        type="password"
        autoComplete="off"
        spellCheck={false}
        value={token}
        onChange={(event) => {
          setToken(event.target.value);
          setProblem(null);
        }}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
      />
      {problem !== null && (
        <p className={styles["problem"]} id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
      <label className={styles["keep"]}>
        <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.target.checked)} />
        {t("sign-in-keep")}
      </label>
      <Button type="submit" kind="primary">
        {t("sign-in-go")}
      </Button>
    </form>
  );
}
