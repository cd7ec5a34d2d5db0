import { describe, expect, it, vi } from "vitest";
import { resume, type Source } from "./resume";

interface Step {
  sequence: number;
  text: string;
}

/** A server that knows every step, and lines that break. */
class Server {
  steps: Step[] = [];
  opened: (number | null)[] = [];
  private lines = new Set<{ next: (step: Step) => void; error: (error: unknown) => void; complete: () => void }>();

  open = (last: Step | null): Source<Step> => {
    this.opened.push(last?.sequence ?? null);
    return {
      subscribe: (observer) => {
        this.lines.add(observer);
        for (const step of this.steps) if (step.sequence > (last?.sequence ?? -1)) observer.next(step);
        return { unsubscribe: () => this.lines.delete(observer) };
      },
    };
  };

  write(text: string): void {
    const step = { sequence: this.steps.length, text };
    this.steps.push(step);
    for (const line of this.lines) line.next(step);
  }

  breakLines(error: unknown = new Event("close")): void {
    const broken = [...this.lines];
    this.lines.clear();
    for (const line of broken) line.error(error);
  }

  end(): void {
    for (const line of this.lines) line.complete();
  }
}

describe("a subscription", () => {
  it("goes on after a lost line: nothing is lost, nothing doubled", async () => {
    vi.useFakeTimers();
    const server = new Server();
    const seen: string[] = [];
    const line: boolean[] = [];
    let done = false;
    resume<Step>({
      open: server.open,
      next: (step) => seen.push(step.text),
      complete: () => (done = true),
      line: (up) => line.push(up),
      wait: () => 1_000,
    });
    server.write("a");
    server.breakLines();
    server.write("b");
    server.write("c");
    await vi.advanceTimersByTimeAsync(1_000);
    server.write("d");
    server.end();
    expect(seen).toEqual(["a", "b", "c", "d"]);
    expect(server.opened).toEqual([null, 0]);
    expect(line).toEqual([true, false, true]);
    expect(done).toBe(true);
    vi.useRealTimers();
  });

  it("waits longer the longer the line is lost, and stops when nobody wants it", async () => {
    vi.useFakeTimers();
    const server = new Server();
    const waits: number[] = [];
    const stop = resume<Step>({
      open: server.open,
      next: () => undefined,
      wait: (attempt) => {
        waits.push(attempt);
        return 10;
      },
    });
    for (let count = 0; count < 3; count++) {
      server.breakLines();
      await vi.advanceTimersByTimeAsync(10);
    }
    stop();
    server.breakLines();
    await vi.advanceTimersByTimeAsync(100);
    expect(waits).toEqual([0, 1, 2]);
    vi.useRealTimers();
  });

  it("ends with an answer that trying again would not change", () => {
    const server = new Server();
    const failures: unknown[] = [];
    resume<Step>({ open: server.open, next: () => undefined, fail: (error) => failures.push(error), isFinal: () => true });
    server.breakLines("NOT_FOUND");
    expect(failures).toEqual(["NOT_FOUND"]);
    expect(server.opened).toHaveLength(1);
  });
});
