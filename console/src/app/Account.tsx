/** Who is signed in, with language, theme, help and the way out. */
import * as Popover from "@radix-ui/react-popover";
import { useQuery } from "@apollo/client/react";
import { sessions } from "~/api/session";
import { graphql } from "~/gql";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { Icon } from "~/ui/Icon";
import { Preferences } from "./Preferences";
import styles from "./Account.module.css";

export const VIEWER = graphql(/* GraphQL */ `
  query Viewer {
    viewer {
      id
      organization
      roles
      sites
    }
  }
`);

export function Account({ onHelp }: { onHelp: () => void }) {
  const t = useT();
  const viewer = useQuery(VIEWER).data?.viewer;
  return (
    <Popover.Root>
      <Popover.Trigger className={styles["trigger"]}>
        <Icon name="person" />
        <span className="hidden">{t("account-open")}: </span>
        <span className={styles["who"]}>
          <strong>{viewer?.id ?? "…"}</strong>
          <span className="soft small">{viewer?.organization}</span>
        </span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles["content"]} align="end" side="top" collisionPadding={12} sideOffset={8}>
          {viewer && (
            <p className="small soft">
              {t("account-roles", { roles: viewer.roles.map((role) => t(`role-${role.toLowerCase()}`)).join(", ") })}
              {viewer.sites && <> · {t("account-sites", { sites: viewer.sites.join(", ") })}</>}
            </p>
          )}
          <Preferences />
          <div className={styles["buttons"]}>
            <Popover.Close asChild>
              <Button kind="quiet" onClick={onHelp}>
                {t("help-open")}
              </Button>
            </Popover.Close>
            <Button kind="quiet" onClick={() => sessions.signOut()}>
              {t("sign-out")}
            </Button>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
