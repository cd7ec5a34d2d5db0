/** Positions on the lane. */

export interface Range {
  from: number;
  to: number;
}

interface Placed {
  startSeconds: number;
}

/** The start of the next event after a position, or of the one before it; null where there is none. */
export function findNeighbour(events: readonly Placed[], at: number, direction: 1 | -1): number | null {
  const starts = events.map((event) => event.startSeconds).sort((a, b) => a - b);
  // A jump back goes to the event before the one that was just jumped to.
  const found = direction > 0 ? starts.find((start) => start > at + 0.05) : starts.findLast((start) => start < at - 0.3);
  return found ?? null;
}

/** The range of a drag between two positions, within the video; null for a click. */
export function toRange(a: number, b: number, duration: number): Range | null {
  const clamp = (value: number): number => Math.min(Math.max(value, 0), duration);
  const [from, to] = [clamp(Math.min(a, b)), clamp(Math.max(a, b))];
  return to - from >= 0.3 ? { from: Math.round(from * 10) / 10, to: Math.round(to * 10) / 10 } : null;
}

/** Types in the order in which they first appear, each with its events. */
export function groupByType<T extends { type: string }>(events: readonly T[]): [T["type"], T[]][] {
  const groups = new Map<T["type"], T[]>();
  for (const event of events) groups.set(event.type, [...(groups.get(event.type) ?? []), event]);
  return [...groups];
}
