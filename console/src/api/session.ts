/** The token of whoever is signed in: kept for the tab's session, or on this device where they choose so. */

const KEY = "watchgraph.token";

type Listener = () => void;

export interface Session {
  token: string;
  /** When the token ends, in milliseconds since 1970; null where it does not say. */
  endsAt: number | null;
  /** That the API refused it, or that its time is over. */
  ended: boolean;
}

/** When a JWT ends; null for any other token. */
export function readExpiry(token: string): number | null {
  const payload = token.split(".")[1];
  if (payload === undefined) return null;
  try {
    const text = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
    const claims: unknown = JSON.parse(text);
    const seconds = claims !== null && typeof claims === "object" && "exp" in claims ? claims.exp : null;
    return typeof seconds === "number" ? seconds * 1000 : null;
  } catch {
    return null;
  }
}

/** The token in an address's fragment, "#token=…", as `make run` prints it; null where there is none. */
export function readFragment(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, "")).get("token");
}

export class SessionStore {
  private session: Session | null = null;
  private readonly listeners = new Set<Listener>();

  constructor(
    private readonly tab: Storage,
    private readonly device: Storage,
    private readonly now: () => number = Date.now,
  ) {
    const stored = tab.getItem(KEY) ?? device.getItem(KEY);
    if (stored) this.set(stored);
  }

  /** Called after each change, until the returned function is. */
  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  current = (): Session | null => this.session;

  signIn(token: string, keepOnDevice = false): void {
    this.forget();
    (keepOnDevice ? this.device : this.tab).setItem(KEY, token);
    this.set(token);
    this.tell();
  }

  signOut(): void {
    this.forget();
    this.session = null;
    this.tell();
  }

  /** The token is refused, or its time is over: ask for another one, and keep the page as it is. */
  end(token: string): void {
    if (this.session === null || this.session.token !== token || this.session.ended) return;
    this.forget();
    this.session = { ...this.session, ended: true };
    this.tell();
  }

  /** Resolves with a token that was not refused: at once, or after the next sign-in. */
  async getToken(): Promise<string> {
    if (this.session !== null && this.hasEnded(this.session)) this.end(this.session.token);
    for (;;) {
      if (this.session !== null && !this.session.ended) return this.session.token;
      await new Promise<void>((resolve) => {
        const stop = this.subscribe(() => {
          stop();
          resolve();
        });
      });
    }
  }

  private hasEnded(session: Session): boolean {
    return session.endsAt !== null && session.endsAt <= this.now();
  }

  private set(token: string): void {
    const session = { token, endsAt: readExpiry(token), ended: false };
    this.session = { ...session, ended: this.hasEnded(session) };
    if (this.session.ended) this.forget();
  }

  private forget(): void {
    this.tab.removeItem(KEY);
    this.device.removeItem(KEY);
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

export const sessions = new SessionStore(window.sessionStorage, window.localStorage);
