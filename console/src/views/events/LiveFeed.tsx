/** The newest events as they are stored: a strip above the grid, which never moves under a reviewer's hands. */
import { useApolloClient } from "@apollo/client/react";
import { useEffect, useRef, useState } from "react";
import { useStream } from "~/api/useStream";
import { serves } from "~/gql/served";
import type { EventFilter } from "~/gql/graphql";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { CARD, LIVE } from "./documents";
import { EventCard } from "./EventCard";
import styles from "./LiveFeed.module.css";

// However many events arrive, the page draws this often, in milliseconds, and so many.
const EVERY = 500;
const SHOWN = 12;

interface Props {
  filter: EventFilter;
  onOpen: (id: string) => void;
  /** Events may have been missed: the list is to be read again. */
  onMissed: () => void;
}

export function LiveFeed({ filter, onOpen, onMissed }: Props) {
  const t = useT();
  const { cache } = useApolloClient();
  const [shown, setShown] = useState<{ ids: string[]; count: number }>({ ids: [], count: 0 });
  const waiting = useRef<string[]>([]);
  const isUp = useStream({
    query: LIVE,
    subject: JSON.stringify(filter),
    variables: (last) => ({ filter, after: last?.eventDetected.id ?? null }),
    next: ({ eventDetected: event }) => {
      const data = event as never;
      cache.writeFragment({ fragment: CARD, fragmentName: "EventCard", data, broadcast: false });
      waiting.current.push(event.id);
    },
    again: () => {
      if (!serves("Subscription.eventDetected(afterEventId)")) onMissed();
    },
  });
  useEffect(() => {
    const timer = setInterval(() => {
      const arrived = waiting.current;
      if (arrived.length === 0) return;
      waiting.current = [];
      setShown(({ ids, count }) => ({
        ids: [...new Set([...arrived.slice(-SHOWN).reverse(), ...ids])].slice(0, SHOWN),
        count: count + arrived.length,
      }));
    }, EVERY);
    return () => clearInterval(timer);
  }, []);
  return (
    <section className={styles["feed"]} aria-label={t("live-title")}>
      <p className={styles["state"]}>
        <span className={isUp ? styles["on"] : styles["off"]} />
        {isUp ? t("live-on") : t("live-lost")}
        {shown.count > 0 && (
          <>
            <span className="soft">{t("live-count", { count: shown.count })}</span>
            <Button
              kind="quiet"
              small
              onClick={() => {
                setShown({ ids: [], count: 0 });
                onMissed();
              }}
            >
              {t("live-show")}
            </Button>
          </>
        )}
      </p>
      {shown.ids.length > 0 && (
        <ul className={styles["strip"]}>
          {shown.ids.map((id) => (
            <li key={id}>
              <EventCard id={id} isSelected={false} onSelect={onOpen} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
