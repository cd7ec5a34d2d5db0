import { describe, expect, it } from "vitest";
import { findNeighbour, groupByType, toRange } from "./laneTimes";
import { boxesOfEvents } from "./useBoxes";

const at = (startSeconds: number) => ({ startSeconds });

describe("the lane", () => {
  it("jumps to the next event and to the one before", () => {
    const events = [at(3), at(9), at(5)];
    expect(findNeighbour(events, 3, 1)).toBe(5);
    expect(findNeighbour(events, 5.1, -1)).toBe(3);
    expect(findNeighbour(events, 9, 1)).toBeNull();
  });
  it("takes a drag for a range within the video, and less for a click", () => {
    expect(toRange(8, 4, 50)).toEqual({ from: 4, to: 8 });
    expect(toRange(-3, 99, 50)).toEqual({ from: 0, to: 50 });
    expect(toRange(4, 4.1, 50)).toBeNull();
  });
  it("has a row for each type", () => {
    expect(groupByType([{ type: "A" }, { type: "B" }, { type: "A" }]).map(([type, found]) => [type, found.length])).toEqual([["A", 2], ["B", 1]]);
  });
});

describe("boxes of events", () => {
  it("are shown when the event begins, not where nobody was seen since", () => {
    const event = { id: "e", type: "WALKING", startSeconds: 3, endSeconds: 9, boundingBox: { x: 1, y: 2, width: 3, height: 4 }, person: { trackId: "P1" } } as never;
    expect(boxesOfEvents([event], 3.2)).toMatchObject([{ x: 1, label: "P1" }]);
    expect(boxesOfEvents([event], 8)).toEqual([]);
  });
});
