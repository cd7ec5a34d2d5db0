/** Narrows a question to cameras, sites and a time. The cameras are asked for when it is opened. */
import * as Popover from "@radix-ui/react-popover";
import { useQuery } from "@apollo/client/react";
import { type ReactNode, useState } from "react";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { ErrorNote } from "~/ui/ErrorNote";
import { Icon } from "~/ui/Icon";
import { CAMERAS } from "./documents";
import styles from "./ScopePicker.module.css";
import { EVERYWHERE, isEverywhere, sayTime, type Scope } from "./scope";

interface Props {
  scope: Scope;
  onScope: (scope: Scope) => void;
}

export function ScopePicker({ scope, onScope }: Props) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button kind="quiet" small>
          <Icon name="filter" size={16} />
          <span>
            <span className="hidden">{t("ask-scope")}: </span>
            {describe(scope, t)}
          </span>
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles["content"]} align="start" side="top" sideOffset={8} collisionPadding={12} aria-label={t("ask-scope")}>
          <Choices scope={scope} onScope={onScope} />
          <Button small disabled={isEverywhere(scope)} onClick={() => onScope(EVERYWHERE)}>
            {t("ask-scope-clear")}
          </Button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function describe(scope: Scope, t: ReturnType<typeof useT>): string {
  const { cameraIds, sites } = scope;
  const from = sayTime(scope.from);
  const to = sayTime(scope.to);
  const parts = [
    cameraIds.length ? t("ask-scope-cameras", { count: cameraIds.length }) : "",
    sites.length ? t("ask-scope-sites", { count: sites.length }) : "",
    from && to ? t("ask-scope-time", { from, to }) : "",
    from && !to ? t("ask-scope-time-from", { from }) : "",
    to && !from ? t("ask-scope-time-to", { to }) : "",
  ];
  return parts.filter(Boolean).join(" · ") || t("ask-scope-all");
}

function Choices({ scope, onScope }: Props) {
  const t = useT();
  const { data, error, refetch } = useQuery(CAMERAS);
  const cameras = data?.cameras.edges.map((edge) => edge.node) ?? [];
  const sites = [...new Set(cameras.flatMap((camera) => camera.site ?? []))].sort();
  const toggle = (list: string[], value: string): string[] =>
    list.includes(value) ? list.filter((each) => each !== value) : [...list, value];
  return (
    <>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data && cameras.length === 0 && <p className="soft small">{t("ask-scope-no-cameras")}</p>}
      {cameras.length > 0 && (
        <Group title={t("ask-scope-camera-list")}>
          {cameras.map((camera) => (
            <label key={camera.id}>
              <input
                type="checkbox"
                checked={scope.cameraIds.includes(camera.id)}
                onChange={() => onScope({ ...scope, cameraIds: toggle(scope.cameraIds, camera.id) })}
              />
              {camera.name}
            </label>
          ))}
        </Group>
      )}
      {sites.length > 0 && (
        <Group title={t("ask-scope-site-list")}>
          {sites.map((site) => (
            <label key={site}>
              <input
                type="checkbox"
                checked={scope.sites.includes(site)}
                onChange={() => onScope({ ...scope, sites: toggle(scope.sites, site) })}
              />
              {site}
            </label>
          ))}
        </Group>
      )}
      <Group title={t("ask-scope-time-list")}>
        <label className={styles["time"]}>
          {t("ask-scope-from")}
          <input type="datetime-local" value={scope.from} onChange={(event) => onScope({ ...scope, from: event.target.value })} />
        </label>
        <label className={styles["time"]}>
          {t("ask-scope-to")}
          <input type="datetime-local" value={scope.to} onChange={(event) => onScope({ ...scope, to: event.target.value })} />
        </label>
      </Group>
    </>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={styles["group"]}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}
