/** A time of day by the camera's clock, or a position in a video. */
import { useLanguage } from "~/i18n/I18n";
import { formatMoment } from "~/lib/time";

interface Props {
  /** RFC 3339; null where the time of recording is not known. */
  at: string | null | undefined;
  /** IANA zone of the camera. */
  zone?: string | null | undefined;
  /** Shown where there is no time of day: a position such as "00:12". */
  timecode?: string;
  withDate?: boolean;
}

export function TimeText({ at, zone, timecode, withDate = true }: Props) {
  const language = useLanguage();
  if (!at) return <span>{timecode ?? "–"}</span>;
  return (
    <time dateTime={at} title={zone ?? undefined}>
      {formatMoment(at, { language, zone: zone ?? undefined, withDate })}
    </time>
  );
}
