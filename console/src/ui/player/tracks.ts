/** Where people are at a second. */
import type { Box } from "./drawBoxes";

export interface TrackLike {
  trackId: string;
  /** When it was seen, ascending. */
  seconds: number[];
  boxes: { x: number; y: number; width: number; height: number }[];
}

// Somebody who was not seen for longer was hidden, in seconds: nothing is drawn where nobody was seen.
const LONGEST_GAP = 1.5;

/** The boxes of all tracks at a position, between two sightings in proportion to the time. */
export function boxesAt(tracks: readonly TrackLike[], seconds: number): Box[] {
  return tracks.flatMap((track, hue) => {
    const after = findFirstAfter(track.seconds, seconds);
    const before = after - 1;
    const [from, to] = [track.seconds[before], track.seconds[after]];
    const [first, second] = [track.boxes[before], track.boxes[after]];
    const label = track.trackId;
    if (from === undefined || !first) return [];
    if (from === seconds || to === undefined || !second) return seconds - from < 0.25 ? [{ ...first, label, hue }] : [];
    if (to - from > LONGEST_GAP) return [];
    const part = (seconds - from) / (to - from);
    const mix = (a: number, b: number): number => a + (b - a) * part;
    return [
      {
        x: mix(first.x, second.x),
        y: mix(first.y, second.y),
        width: mix(first.width, second.width),
        height: mix(first.height, second.height),
        label,
        hue,
      },
    ];
  });
}

/** The index of the first of the ascending numbers that is greater. */
function findFirstAfter(numbers: number[], wanted: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? Infinity) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
