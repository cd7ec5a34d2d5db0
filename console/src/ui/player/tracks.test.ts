import { describe, expect, it } from "vitest";
import { boxesAt } from "./tracks";

const box = (x: number) => ({ x, y: 0, width: 10, height: 20 });
const track = { trackId: "P1", seconds: [1, 2, 9], boxes: [box(0), box(100), box(200)] };

describe("a track", () => {
  it("moves between two sightings in proportion to the time", () => {
    expect(boxesAt([track], 1.25)[0]).toMatchObject({ x: 25, label: "P1" });
    expect(boxesAt([track], 2)[0]).toMatchObject({ x: 100 });
  });
  it("is not drawn where nobody was seen", () => {
    for (const seconds of [0.5, 5, 20]) expect(boxesAt([track], seconds)).toEqual([]);
  });
});
