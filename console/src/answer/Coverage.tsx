/** Where an answer looked, and what nothing looked for there. */
import { graphql, readFragment, type FragmentType } from "~/gql";
import { useT } from "~/i18n/I18n";
import { formatPosition } from "~/lib/time";
import { TimeText } from "~/ui/TimeText";
import styles from "./Coverage.module.css";

export const COVERAGE = graphql(/* GraphQL */ `
  fragment CoverageNote on Coverage {
    videosConsidered
    videosAnalyzed
    secondsAnalyzed
    eventsConsidered
    from
    to
    gapCount
    moments
    momentsLooked
    notExamined
    partlyExamined
  }
`);

interface Props {
  coverage: FragmentType<typeof COVERAGE>;
  /** Whether what was asked about is what was not examined. */
  isAboutIt: boolean;
  /** IANA zone of the cameras that the answer cites; null: that of the browser. */
  zone: string | null;
}

export function Coverage({ coverage, isAboutIt, zone }: Props) {
  const t = useT();
  const seen = readFragment(COVERAGE, coverage);
  const facts = [
    t("ask-looked-videos", { analyzed: seen.videosAnalyzed, considered: seen.videosConsidered }),
    t("ask-looked-seconds", { duration: formatPosition(seen.secondsAnalyzed) }),
    t("ask-looked-events", { count: seen.eventsConsidered }),
    ...(seen.gapCount > 0 ? [t("ask-looked-gaps", { count: seen.gapCount })] : []),
    ...(seen.moments > 0 ? [t("ask-looked-moments", { looked: seen.momentsLooked, all: seen.moments })] : []),
  ];
  return (
    <section className={`${styles["note"]} ${isAboutIt ? styles["loud"] : ""}`}>
      <div>
        <h3>{t("ask-looked")}</h3>
        {seen.videosConsidered === 0 ? (
          <p>{t("ask-looked-none")}</p>
        ) : (
          <p>
            {facts.join(" · ")}
            {seen.from && (
              <>
                {" · "}
                <TimeText at={seen.from} zone={zone} /> – <TimeText at={seen.to} zone={zone} />
              </>
            )}
          </p>
        )}
      </div>
      <Types title={t("ask-not-examined")} types={seen.notExamined} about={t("ask-not-examined-about")} />
      <Types title={t("ask-partly-examined")} types={seen.partlyExamined} about={t("ask-not-examined-about")} />
    </section>
  );
}

function Types({ title, types, about }: { title: string; types: string[]; about: string }) {
  const t = useT();
  if (types.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className={styles["types"]}>
        {types.map((type) => (
          <li key={type}>{t(`type-${type.toLowerCase()}`)}</li>
        ))}
      </ul>
      <p className="soft small">{about}</p>
    </div>
  );
}
