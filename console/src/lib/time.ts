/** Times as people read them. */

interface MomentOptions {
  language: string;
  zone?: string | undefined;
  withDate?: boolean;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function getFormat({ language, zone, withDate = true }: MomentOptions): Intl.DateTimeFormat {
  const key = `${language} ${zone ?? ""} ${String(withDate)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(language, {
      ...(withDate ? { month: "short", day: "numeric" } : {}),
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      ...(zone === undefined ? {} : { timeZone: zone }),
    });
    formats.set(key, format);
  }
  return format;
}

/** A moment by the clock of a zone; without a zone, by the browser's. */
export function formatMoment(at: string, options: MomentOptions): string {
  return getFormat(options).format(new Date(at));
}

/** Seconds as "0:07", "12:30" or "1:02:03". */
export function formatPosition(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, "0"));
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${String(hours)}:${parts.join(":")}` : `${String(Math.floor(whole / 60))}:${parts[1] ?? ""}`;
}
