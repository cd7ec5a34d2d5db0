import { describe, expect, it } from "vitest";
import { buildInput, EVERYWHERE, isEverywhere, sayQuestion } from "./scope";

const t = (id: string, values: Record<string, string> = {}): string => `${id}(${Object.values(values).join("|")})`;

describe("a question's scope", () => {
  it("is everything at first", () => {
    expect(isEverywhere(EVERYWHERE)).toBe(true);
    expect(buildInput(" Who? ", EVERYWHERE, undefined, t)).toMatchObject({ text: "Who?", wait: false });
    expect(buildInput("Who?", EVERYWHERE, undefined, t)).not.toHaveProperty("cameraIds");
  });
  it("says its time in the question, so that it is seen", () => {
    const scope = { ...EVERYWHERE, from: "2026-11-20T21:00", to: "2026-11-20T22:00" };
    expect(sayQuestion("Who?", scope, t)).toBe("ask-in-time(Who?|2026-11-20 21:00|2026-11-20 22:00)");
    expect(sayQuestion("Who?", { ...scope, to: "" }, t)).toBe("ask-in-time-from(Who?|2026-11-20 21:00)");
  });
  it("names cameras, sites and the session", () => {
    const input = buildInput("Who?", { ...EVERYWHERE, cameraIds: ["c"], sites: ["Seoul"] }, "s", t);
    expect(input).toMatchObject({ cameraIds: ["c"], sites: ["Seoul"], sessionId: "s" });
  });
});
