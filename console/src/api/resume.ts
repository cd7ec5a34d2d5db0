/** Subscriptions that go on after a lost line, from the last step that arrived: nothing is lost, nothing is doubled. */

export interface Source<T> {
  subscribe(observer: { next: (value: T) => void; error: (error: unknown) => void; complete: () => void }): {
    unsubscribe: () => void;
  };
}

export interface Resuming<T> {
  /** Opens the subscription; `last` is what arrived last, null at first. */
  open: (last: T | null) => Source<T>;
  next: (value: T, isFirst: boolean) => void;
  complete?: () => void;
  /** An answer of the server that trying again does not change. */
  fail?: (error: unknown) => void;
  /** Whether the line is there. */
  line?: (isUp: boolean) => void;
  isFinal?: (error: unknown) => boolean;
  wait?: (attempt: number) => number;
}

/** 0.5 s, doubled with each attempt up to 8 s, and up to a quarter more, so that many pages do not come at once. */
export function backOff(attempt: number): number {
  return Math.min(500 * 2 ** attempt, 8_000) * (1 + Math.random() / 4);
}

/** Subscribe until it completes or the returned function is called. */
export function resume<T>(options: Resuming<T>): () => void {
  const wait = options.wait ?? backOff;
  let last: T | null = null;
  let attempt = 0;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: { unsubscribe: () => void } | undefined;

  const retry = (): void => {
    options.line?.(false);
    timer = setTimeout(open, wait(attempt));
    attempt += 1;
  };
  const open = (): void => {
    let isFirst = true;
    current = options.open(last).subscribe({
      next: (value) => {
        if (stopped) return;
        if (attempt > 0 || isFirst) options.line?.(true);
        attempt = 0;
        last = value;
        options.next(value, isFirst);
        isFirst = false;
      },
      error: (error) => {
        if (stopped) return;
        if (options.isFinal?.(error)) options.fail?.(error);
        else retry();
      },
      complete: () => {
        if (!stopped) options.complete?.();
      },
    });
  };
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    current?.unsubscribe();
  };
}
