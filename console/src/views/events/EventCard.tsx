import { useFragment } from "@apollo/client/react";
import { memo } from "react";
import { useT } from "~/i18n/I18n";
import type { EventCardFragment } from "~/gql/graphql";
import { Thumb } from "~/ui/Thumb";
import { TimeText } from "~/ui/TimeText";
import { CARD } from "./documents";
import styles from "./Grid.module.css";

/** What the cache knows of an event; it changes with the event. Null where it is not there. */
export function useCard(id: string): EventCardFragment | null {
  const { data, complete } = useFragment({ fragment: CARD, fragmentName: "EventCard", from: { __typename: "Event", id } });
  return complete ? (data as EventCardFragment) : null;
}

interface Props {
  id: string;
  isSelected: boolean;
  onSelect: (id: string) => void;
}

export const EventCard = memo(function EventCard({ id, isSelected, onSelect }: Props) {
  const t = useT();
  const event = useCard(id);
  if (event === null) return null;
  const verdict = event.review?.verdict;
  return (
    <button
      type="button"
      className={`${styles["card"]} ${isSelected ? styles["selected"] : ""}`}
      aria-pressed={isSelected}
      onClick={() => onSelect(id)}
    >
      <span className={styles["picture"]}>
        <Thumb url={event.thumbnailUrl} alt="" />
        {verdict && (
          <span className={`${styles["verdict"]} ${styles[verdict.toLowerCase()] ?? ""}`}>
            {t(`verdict-${verdict.toLowerCase()}`)}
          </span>
        )}
      </span>
      <span className={styles["text"]}>
        <span className={styles["line"]}>
          <strong>{t(`type-${event.type.toLowerCase()}`)}</strong>
          <span className="soft small">{t("percent", { value: Math.round(event.confidence * 100) })}</span>
        </span>
        <span className="soft small">
          <TimeText at={event.occurredAt} zone={event.video.timezone} timecode={event.timecode} />
        </span>
        <span className="soft small">{event.video.camera ?? event.video.name}</span>
      </span>
    </button>
  );
});
