import { describe, expect, it } from "vitest";
import { splitCited } from "./citedText";
import { append, isOpen } from "./useAnswer";

describe("a cited text", () => {
  it("has buttons for the citations that there are", () => {
    expect(splitCited("P1 stood [1]. Two came in [1, 3], said [9].", [1, 3])).toEqual([
      "P1 stood ", { number: 1 }, ". Two came in ", { number: 1 }, { number: 3 }, ", said [9].",
    ]);
  });
  it("may cite nothing", () => {
    expect(splitCited("Nothing fits.", [])).toEqual(["Nothing fits."]);
    expect(splitCited("", [])).toEqual([]);
  });
});

describe("an answer while it is written", () => {
  const step = (textDelta: string, stage: "WRITING" | "QUEUED" = "WRITING") => ({ stage, textDelta }) as const;
  it("grows by each step", () => {
    expect(append("P1 ", step("stood"), false)).toBe("P1 stood");
  });
  it("begins anew with a whole text, and when it is queued again", () => {
    expect(append("P1 ", step("P1 stood"), true)).toBe("P1 stood");
    expect(append("P1 ", step("", "QUEUED"), false)).toBe("");
  });
  it("is open until it has an end", () => {
    expect((["QUEUED", "RUNNING", "COMPLETED", "NOT_FOUND", "FAILED"] as const).map(isOpen)).toEqual([true, true, false, false, false]);
  });
});
