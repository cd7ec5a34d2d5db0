/** Events: a grid with pictures, filters, the live feed on top, and review by keys. */
import { useMutation } from "@apollo/client/react";
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { serves } from "~/gql/served";
import type { ReviewVerdict } from "~/gql/graphql";
import { useT } from "~/i18n/I18n";
import { isTyping } from "~/lib/keys";
import { Button } from "~/ui/Button";
import { EmptyState } from "~/ui/EmptyState";
import { ErrorNote } from "~/ui/ErrorNote";
import { Loading } from "~/ui/Loading";
import { REVIEW } from "./documents";
import { EventPanel } from "./EventPanel";
import styles from "./EventsView.module.css";
import { ExportButton } from "./ExportButton";
import { FilterBar } from "./FilterBar";
import { countFilters, readFilters, toEventFilter, writeFilters } from "./filters";
import { Grid } from "./Grid";
import { LiveFeed } from "./LiveFeed";
import { useEventList } from "./useEventList";

const VERDICT_KEYS: Record<string, ReviewVerdict> = { c: "CONFIRMED", f: "FALSE_ALARM", u: "UNSURE" };

export default function EventsView() {
  const t = useT();
  const [search, setSearch] = useSearchParams();
  const selected = search.get("event");
  const filters = useMemo(() => readFilters(search), [search]);
  const filter = useMemo(() => toEventFilter(filters), [filters]);
  const list = useEventList(filters.text, filter, filters.order);
  const [review, reviewing] = useMutation(REVIEW);
  const [announced, announce] = useState("");

  const select = useCallback(
    (id: string | null) => {
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          if (id === null) next.delete("event");
          else next.set("event", id);
          return next;
        },
        { replace: true },
      );
    },
    [setSearch],
  );
  // Keys may come faster than the page is drawn.
  const latest = useRef(selected);
  useEffect(() => {
    latest.current = selected;
  }, [selected]);
  const step = (by: number): void => {
    const at = latest.current === null ? -1 : list.ids.indexOf(latest.current);
    const next = list.ids[Math.max(0, at + by)];
    if (next !== undefined) {
      latest.current = next;
      select(next);
    }
    if (at + by > list.ids.length - 12) list.more();
  };
  const judge = async (verdict: ReviewVerdict): Promise<void> => {
    const id = latest.current;
    if (id === null || !serves("Mutation.reviewEvent")) return;
    step(1);
    const result = await review({ variables: { id, verdict } }).catch(() => null);
    if (result?.data?.reviewEvent.userErrors.length === 0) announce(t(`verdict-${verdict.toLowerCase()}`));
    // What was not taken is shown again, with the reason.
    else select(id);
  };
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const verdict = VERDICT_KEYS[event.key];
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "Escape" && selected !== null) select(null);
    else if (verdict) void judge(verdict);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => press(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  useEffect(() => {
    document.title = `${t("view-events")} · Watchgraph`;
  }, [t]);

  return (
    <div className={`${styles["page"]} ${selected ? styles["with-event"] : ""}`}>
      <div className={styles["list"]}>
        <div className={styles["head"]}>
          <h1>{t("view-events")}</h1>
          {list.total !== null && <span className="soft">{t("events-total", { count: list.total })}</span>}
          <span className={styles["space"]} />
          <ExportButton filter={filter} order={filters.order} />
        </div>
        <FilterBar filters={filters} onFilters={(next) => setSearch(writeFilters(next), { replace: true })} />
        <LiveFeed filter={filter} onOpen={select} onMissed={list.reload} />
        <p className="hidden" role="status">
          {announced}
        </p>
        {reviewing.error && <ErrorNote error={reviewing.error} />}
        {reviewing.data?.reviewEvent.userErrors.map((each) => <ErrorNote key={each.code} error={each.message} />)}
        {list.error !== null && <ErrorNote error={list.error} onRetry={list.reload} />}
        {list.degraded.length > 0 && <ErrorNote error={t("ask-degraded", { what: list.degraded.join(", ") })} />}
        {list.ids.length > 0 && <Grid list={list} selected={selected} onSelect={select} />}
        {list.ids.length === 0 && list.loading && <Loading />}
        {list.ids.length === 0 && !list.loading && list.error === null && (
          <Nothing filtered={countFilters(filters) > 0} onClear={() => setSearch(new URLSearchParams())} />
        )}
      </div>
      {selected !== null && (
        <EventPanel id={selected} busy={reviewing.loading} onClose={() => select(null)} onSelect={select} onJudge={(verdict) => void judge(verdict)} />
      )}
    </div>
  );
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const t = useT();
  if (filtered) {
    return (
      <EmptyState title={t("events-none-fit")} about={t("events-none-fit-how")}>
        <Button onClick={onClear}>{t("events-clear")}</Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={t("events-none")} about={t("events-none-how")}>
      <Link to="/uploads">{t("ask-go-upload")}</Link>
    </EmptyState>
  );
}
