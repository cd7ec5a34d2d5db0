import { buildSchema, parse, print } from "graphql";
import { describe, expect, it } from "vitest";
import { pruneDocument } from "./prune.mjs";
import { join } from "./schemas.mjs";

const served = parse("type Query { event(id: ID): Event } type Mutation { other: ID } type Event { id: ID } enum Order { NEW }");
const ahead = parse("type Event { review: Review } type Review { by: String } enum Order { OLD } type Query { event(id: ID, late: Boolean): Event }");

describe("a schema ahead of the served one", () => {
  const joined = join(served, ahead);
  it("says what is missing", () => {
    expect([...joined.missing].sort()).toEqual(["Event.review", "Order.OLD", "Query.event(late)", "Review.by"]);
    expect(print(joined.document)).toContain("review: Review");
  });
  it("misses nothing once it is served", () => {
    expect(join(joined.document, ahead).missing.size).toBe(0);
  });
});

describe("a document", () => {
  const schema = buildSchema(print(served));
  const prune = (text) => {
    const left = pruneDocument(parse(text), schema);
    return left && print(left).replace(/\s+/g, " ");
  };
  it("is sent without what is not served", () => {
    expect(prune("query A($id: ID, $late: Boolean) { event(id: $id, late: $late) { id ...R } } fragment R on Event { id review { by } }")).toBe(
      "query A($id: ID) { event(id: $id) { id ...R } } fragment R on Event { id }",
    );
  });
  it("of which nothing is left is none", () => {
    expect(prune("mutation A { reviewEvent(id: 1) { id } }")).toBeNull();
  });
});
