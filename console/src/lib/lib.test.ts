import { describe, expect, it } from "vitest";
import { writeCsv } from "./csv";
import { formatMoment, formatPosition } from "./time";

describe("a table for spreadsheets", () => {
  it("quotes what would break it, and runs nothing that others wrote", () => {
    const text = writeCsv(["a", "b"], [['x, "y"', "=HYPERLINK(1)"], [null, -3]]);
    expect(text).toBe('\ufeffa,b\r\n"x, ""y""",\'=HYPERLINK(1)\r\n,-3\r\n');
  });
});

describe("times", () => {
  it("are positions in a video", () => {
    expect([0, 7.9, 65, 3723].map(formatPosition)).toEqual(["0:00", "0:07", "1:05", "1:02:03"]);
  });
  it("are by the camera's clock", () => {
    expect(formatMoment("2026-11-20T12:00:03+00:00", { language: "en", zone: "Asia/Seoul", withDate: false })).toBe("21:00:03");
  });
});
