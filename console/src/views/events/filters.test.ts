import { describe, expect, it } from "vitest";
import { countFilters, type Filters, readFilters, toEventFilter, writeFilters } from "./filters";
import { appendNew } from "./useEventList";

const read = (query: string): Filters => readFilters(new URLSearchParams(query));

describe("filters", () => {
  it("survive the address that they are written to", () => {
    const query = "types=FIGHTING&types=COLLAPSE&cameraIds=c1&sites=Seoul&sides=LEFT&genders=MALE&from=2026-11-20T21%3A00&confidence=60&order=MOST_CONFIDENT_FIRST";
    expect(readFilters(writeFilters(read(query)))).toEqual(read(query));
    expect(countFilters(read(query))).toBe(7);
  });

  it("leave out what an address holds that there is not", () => {
    const filters = read("types=NONSENSE&sides=UP&confidence=900&order=RANDOM&reviewed=perhaps");
    expect(countFilters(filters)).toBe(0);
    expect(toEventFilter(filters)).toEqual({});
  });

  it("are asked for as the API takes them, in moments with an offset", () => {
    const wanted = toEventFilter(read("from=2026-11-20T21:00&confidence=60&types=THEFT"));
    expect(wanted).toMatchObject({ types: ["THEFT"], minConfidence: 0.6 });
    expect(new Date(String(wanted.occurredAt?.from)).getHours()).toBe(21);
    expect(wanted.occurredAt?.to).toBeNull();
  });
});

describe("a list", () => {
  it("takes an event once, whatever the pages repeat", () => {
    expect(appendNew(["a", "b"], ["b", "c"])).toEqual(["a", "b", "c"]);
  });
});
