/** What a file's name says: recorders write the camera and the time of recording into it. */

export interface Guess {
  camera: string;
  /** As a field for it takes it, "2026-11-20T21:00:00"; empty where the name says none. */
  recordedAt: string;
}

// A date and a time of day, with or without marks between their parts, such as 20261120_210000 or 2026-11-20T21-00-00.
const MOMENT = /(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])[T _-]*([01]\d|2[0-3])[-_.:h]?([0-5]\d)[-_.:m]?([0-5]\d)?/;

export function guessFromName(filename: string): Guess {
  const stem = filename.replace(/\.[^.]+$/, "");
  const found = MOMENT.exec(stem);
  if (!found) return { camera: "", recordedAt: "" };
  const [all, year, month, day, hour, minute, second] = found;
  const before = stem.slice(0, found.index);
  const after = stem.slice(found.index + all.length);
  const camera = [before, after].map((part) => part.replace(/[-_.\s]+/g, " ").trim()).find((part) => /\p{L}/u.test(part)) ?? "";
  return { camera, recordedAt: `${year ?? ""}-${month ?? ""}-${day ?? ""}T${hour ?? ""}:${minute ?? ""}:${second ?? "00"}` };
}
