import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Host, Lifecycle } from "./lifecycle";
import { Logger } from "./log";

function harness(stopTimeoutMs = 1_000) {
  const events = new EventEmitter();
  const exits: unknown[] = [];
  const lines: string[] = [];
  const host: Host = {
    on: (event, listener) => events.on(event, listener),
    exit: (status) => exits.push(status),
  };
  const logger = new Logger({ service: "x", write: (line) => lines.push(line) });
  return { lifecycle: new Lifecycle({ logger, stopTimeoutMs, host }), events, exits, lines };
}

describe("a process's end", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test("closes the last opened first and exits 0 on SIGTERM", async () => {
    const { lifecycle, events, exits } = harness();
    const order: string[] = [];
    lifecycle.onStop("database", () => void order.push("database"));
    lifecycle.onStop("server", async () => void order.push("server"));
    events.emit("SIGTERM");
    expect(lifecycle.signal.aborted).toBe(true);
    await vi.runAllTimersAsync();
    expect([order, exits]).toEqual([["server", "database"], [0]]);
  });

  test("goes on closing after a closer that failed", async () => {
    const { lifecycle, exits, lines } = harness();
    const closed = vi.fn();
    lifecycle.onStop("a", closed);
    lifecycle.onStop("b", () => Promise.reject(new Error("stuck")));
    await lifecycle.stop("test");
    expect(closed).toHaveBeenCalledOnce();
    expect(exits).toEqual([0]);
    expect(lines.join("")).toContain('"closer":"b"');
  });

  test("is forced with status 1 when the stop timeout is over", async () => {
    const { lifecycle, events, exits } = harness(500);
    lifecycle.onStop("never", () => new Promise(() => undefined));
    events.emit("SIGTERM");
    await vi.advanceTimersByTimeAsync(499);
    expect(exits).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(exits).toEqual([1]);
  });

  test("is at once on the second signal", () => {
    const { lifecycle, events, exits } = harness();
    lifecycle.onStop("never", () => new Promise(() => undefined));
    events.emit("SIGINT");
    events.emit("SIGTERM");
    expect(exits).toEqual([1]);
  });

  test("is orderly, with status 1, after an exception nobody caught", async () => {
    const { lifecycle, events, exits } = harness();
    const closed = vi.fn();
    lifecycle.onStop("a", closed);
    events.emit("uncaughtException", new Error("bug"));
    await vi.runAllTimersAsync();
    expect(closed).toHaveBeenCalledOnce();
    expect(exits).toEqual([1]);
  });
});

describe("work that is done once", () => {
  test("ends the process with the status it returned, after closing", async () => {
    const { lifecycle, exits } = harness();
    const closed = vi.fn();
    lifecycle.onStop("a", closed);
    await lifecycle.run(async () => 2);
    expect(closed).toHaveBeenCalledOnce();
    expect(exits).toEqual([2]);
  });

  test("ends it with 1 when it throws", async () => {
    const { lifecycle, exits, lines } = harness();
    await lifecycle.run(() => Promise.reject(new Error("broken")));
    expect(exits).toEqual([1]);
    expect(lines.join("")).toContain("broken");
  });

  test("may finish after a signal before anything is closed", async () => {
    const { lifecycle, events, exits } = harness();
    const order: string[] = [];
    lifecycle.onStop("database", () => void order.push("closed"));
    const running = lifecycle.run(async (signal) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      order.push("finished");
      return 0;
    });
    events.emit("SIGTERM");
    await running;
    expect([order, exits]).toEqual([["finished", "closed"], [0]]);
  });
});
