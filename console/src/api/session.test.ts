// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { readExpiry, readFragment, SessionStore } from "./session";

const jwt = (claims: object): string => `e30.${btoa(JSON.stringify(claims))}.signature`;

describe("a token", () => {
  it("says when it ends", () => {
    expect(readExpiry(jwt({ exp: 1_700_000_000 }))).toBe(1_700_000_000_000);
  });
  it("of another kind says nothing", () => {
    for (const token of ["opaque", "a.b.c", jwt({}), jwt({ exp: "soon" })]) expect(readExpiry(token)).toBeNull();
  });
  it("comes in the fragment of an address", () => {
    expect(readFragment("#token=abc.def")).toBe("abc.def");
    expect(readFragment("")).toBeNull();
  });
});

describe("a session", () => {
  let now = 1_000_000;
  const make = (): SessionStore => new SessionStore(sessionStorage, localStorage, () => now);

  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
    now = 1_000_000;
  });

  it("is kept for the tab, and on the device only where that was chosen", () => {
    make().signIn("opaque");
    expect([sessionStorage.length, localStorage.length]).toEqual([1, 0]);
    make().signIn("opaque", true);
    expect([sessionStorage.length, localStorage.length]).toEqual([0, 1]);
    expect(make().current()?.token).toBe("opaque");
  });

  it("leaves nothing behind when it is signed out or ends", () => {
    for (const leave of [(store: SessionStore) => store.signOut(), (store: SessionStore) => store.end("opaque")]) {
      const store = make();
      store.signIn("opaque", true);
      leave(store);
      expect([sessionStorage.length, localStorage.length]).toEqual([0, 0]);
    }
  });

  it("that ended gives the next token to who waits for it", async () => {
    const store = make();
    store.signIn(jwt({ exp: 1_001 }));
    now = 1_002_000;
    const waiting = store.getToken();
    expect(store.current()?.ended).toBe(true);
    store.signIn("next");
    expect(await waiting).toBe("next");
  });

  it("is not ended by a refusal of the token before", () => {
    const store = make();
    store.signIn("first");
    store.signIn("second");
    store.end("first");
    expect(store.current()).toMatchObject({ token: "second", ended: false });
  });
});
