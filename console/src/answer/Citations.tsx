/** The moments that an answer cites, as pictures that play them. */
import { graphql, readFragment, type FragmentType } from "~/gql";
import { useT } from "~/i18n/I18n";
import type { Moment } from "~/ui/player/MomentPanel";
import { Thumb } from "~/ui/Thumb";
import { TimeText } from "~/ui/TimeText";
import styles from "./Citations.module.css";

export const CITATION = graphql(/* GraphQL */ `
  fragment CitationCard on Citation {
    number
    startSeconds
    endSeconds
    timecode
    occurredAt
    verification
    frameUrl
    event {
      id
      type
    }
    video {
      id
      name
      camera
      timezone
    }
  }
`);

export function toMoment(citation: FragmentType<typeof CITATION>): Moment {
  const { video, startSeconds, endSeconds, frameUrl, event, number } = readFragment(CITATION, citation);
  return { key: `${video.id} ${String(number)}`, videoId: video.id, eventId: event?.id ?? null, startSeconds, endSeconds, frameUrl };
}

interface Props {
  citations: ({ number: number } & FragmentType<typeof CITATION>)[];
  moment: Moment | null;
  onMoment: (moment: Moment) => void;
}

export function Citations({ citations, moment, onMoment }: Props) {
  const t = useT();
  return (
    <section aria-label={t("ask-citations")}>
      <ul className={styles["list"]}>
        {citations.map((each) => (
          <li key={each.number}>
            <Card citation={each} isShown={moment?.key === toMoment(each).key} onShow={() => onMoment(toMoment(each))} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface CardProps {
  citation: FragmentType<typeof CITATION>;
  isShown: boolean;
  onShow: () => void;
}

function Card({ citation, isShown, onShow }: CardProps) {
  const t = useT();
  const { number, event, video, occurredAt, timecode, verification, frameUrl } = readFragment(CITATION, citation);
  const what = event ? t(`type-${event.type.toLowerCase()}`) : video.name;
  return (
    <button
      type="button"
      className={`${styles["card"]} ${isShown ? styles["shown"] : ""}`}
      aria-pressed={isShown}
      aria-label={`${t("ask-citation", { number, what })}, ${timecode}, ${video.camera ?? video.name}`}
      onClick={onShow}
    >
      <span className={styles["picture"]}>
        <Thumb url={frameUrl} alt="" />
        <span className={styles["number"]}>{number}</span>
      </span>
      <strong>{what}</strong>
      <span className="soft small">
        <TimeText at={occurredAt} zone={video.timezone} timecode={timecode} /> · {video.camera ?? video.name}
      </span>
      {verification !== "NOT_LOOKED_AT" && (
        <span className={`small ${styles[verification.toLowerCase()] ?? ""}`}>
          {t(`verification-${verification.toLowerCase()}`)}
        </span>
      )}
    </button>
  );
}
