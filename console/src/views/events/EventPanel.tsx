/** One event: it plays, what is known of it, its review, and events like it. */
import { useQuery } from "@apollo/client/react";
import { Link } from "react-router";
import { serves } from "~/gql/served";
import type { EventCardFragment, EventDetailQuery, ReviewVerdict } from "~/gql/graphql";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { ErrorNote } from "~/ui/ErrorNote";
import { Icon } from "~/ui/Icon";
import { Loading } from "~/ui/Loading";
import { MomentFootage } from "~/ui/player/MomentPanel";
import { TimeText } from "~/ui/TimeText";
import { DETAIL } from "./documents";
import { EventCard, useCard } from "./EventCard";
import styles from "./EventPanel.module.css";

interface Props {
  id: string;
  busy: boolean;
  onClose: () => void;
  onSelect: (id: string) => void;
  onJudge: (verdict: ReviewVerdict) => void;
}

const VERDICTS: [ReviewVerdict, string][] = [
  ["CONFIRMED", "c"],
  ["FALSE_ALARM", "f"],
  ["UNSURE", "u"],
];

export function EventPanel({ id, busy, onClose, onSelect, onJudge }: Props) {
  const t = useT();
  const card = useCard(id);
  const { data, error, loading, refetch } = useQuery(DETAIL, { variables: { id } });
  const detail = data?.event;
  return (
    <aside className={styles["panel"]} aria-label={t("event-panel")}>
      <div className={styles["head"]}>
        <h2>{card ? t(`type-${card.type.toLowerCase()}`) : t("event-panel")}</h2>
        <button type="button" className={styles["close"]} onClick={onClose} aria-label={t("close")}>
          <Icon name="close" />
        </button>
      </div>
      {card && <Shown card={card} />}
      {serves("Mutation.reviewEvent") && (
        <div className={styles["review"]} role="group" aria-label={t("event-review")}>
          {VERDICTS.map(([verdict, key]) => (
            <Button
              key={verdict}
              small
              disabled={busy}
              aria-pressed={card?.review?.verdict === verdict}
              aria-keyshortcuts={key}
              className={card?.review?.verdict === verdict ? styles["chosen"] : ""}
              onClick={() => onJudge(verdict)}
            >
              {t(`verdict-${verdict.toLowerCase()}`)} <kbd>{key}</kbd>
            </Button>
          ))}
        </div>
      )}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {loading && !detail && <Loading />}
      {data && !detail && <ErrorNote error={t("event-gone")} />}
      {detail && <Details detail={detail} />}
      {detail && detail.similar.length > 0 && (
        <section className={styles["similar"]}>
          <h3>{t("event-similar")}</h3>
          <ul>
            {detail.similar.map(({ event }) => (
              <li key={event.id}>
                <EventCard id={event.id} isSelected={false} onSelect={onSelect} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </aside>
  );
}

function Shown({ card }: { card: EventCardFragment }) {
  const t = useT();
  const moment = {
    key: card.id,
    videoId: card.video.id,
    eventId: card.id,
    startSeconds: card.startSeconds,
    endSeconds: card.endSeconds,
    frameUrl: card.thumbnailUrl,
  };
  return (
    <>
      <MomentFootage key={card.video.id} moment={moment} />
      <p>{card.description}</p>
      <p className="soft small">
        <TimeText at={card.occurredAt} zone={card.video.timezone} timecode={card.timecode} /> ·{" "}
        {card.video.camera ?? card.video.name} · <Link to={`/videos/${card.video.id}?t=${card.startSeconds.toFixed(1)}`}>{t("player-open-video")}</Link>
      </p>
    </>
  );
}

function Details({ detail }: { detail: NonNullable<EventDetailQuery["event"]> }) {
  const t = useT();
  const facts: [string, string][] = [
    [t("event-basis"), t(`basis-${detail.basis.toLowerCase()}`)],
    [t("event-source"), detail.source],
    [t("event-side"), t(`side-${detail.location.toLowerCase()}`)],
    [t("event-seen"), t("seconds", { value: Math.round(detail.seenSeconds * 10) / 10 })],
    ...(detail.action === null ? [] : ([[t("event-action"), detail.action]] as [string, string][])),
    ...(detail.objects.length === 0 ? [] : ([[t("event-objects"), detail.objects.join(", ")]] as [string, string][])),
    ...(detail.person ? ([[t("event-person"), describePerson(detail.person, t)]] as [string, string][]) : []),
    ...(detail.review ? ([[t("event-reviewed-by"), detail.review.by]] as [string, string][]) : []),
    ...(detail.review?.comment ? ([[t("event-comment"), detail.review.comment]] as [string, string][]) : []),
  ];
  return (
    <dl className={styles["facts"]}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type Person = NonNullable<NonNullable<EventDetailQuery["event"]>["person"]>;

/** Who it is, as far as it is known. */
function describePerson({ trackId, gender, ageGroup }: Person, t: ReturnType<typeof useT>): string {
  const known = [
    ...(gender === "UNKNOWN" ? [] : [t(`gender-${gender.toLowerCase()}`)]),
    ...(ageGroup === "UNKNOWN" ? [] : [t(`age-${ageGroup.toLowerCase()}`)]),
  ];
  return [trackId, ...known].join(" · ");
}
