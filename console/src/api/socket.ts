/** The WebSocket of all subscriptions. It is opened with the first one, and never repeats one by itself: resume.ts does. */
import { type Client, createClient } from "graphql-ws";
import { sessions } from "./session";
import { getLanguage } from "~/i18n/language";

// The server's codes for a token that is invalid or has ended.
const REFUSED = new Set([4401, 4403]);

export function createSocket(): Client {
  let token = "";
  return createClient({
    url: new URL("/graphql", window.location.href).href.replace(/^http/, "ws"),
    lazy: true,
    lazyCloseTimeout: 5_000,
    keepAlive: 15_000,
    retryAttempts: 0,
    connectionParams: async () => {
      token = await sessions.getToken();
      return { Authorization: `Bearer ${token}`, language: getLanguage().toUpperCase() };
    },
    on: {
      closed: (event) => {
        if (event instanceof CloseEvent && REFUSED.has(event.code)) sessions.end(token);
      },
    },
  });
}
