import { describe, expect, it } from "vitest";
import { guessFromName } from "./guess";

describe("a file's name", () => {
  it("says camera and time, as recorders write them", () => {
    expect(guessFromName("Front_door_20261120_210003.mp4")).toEqual({ camera: "Front door", recordedAt: "2026-11-20T21:00:03" });
    expect(guessFromName("2026-11-20T21-00-CAM01.mkv")).toEqual({ camera: "CAM01", recordedAt: "2026-11-20T21:00:00" });
  });
  it("may say nothing", () => {
    expect(guessFromName("holiday.mp4")).toEqual({ camera: "", recordedAt: "" });
    expect(guessFromName("20261399_999999.mp4")).toEqual({ camera: "", recordedAt: "" });
  });
});
