import { describe, expect, it } from "vitest";
import { HostGate } from "./host-gate";

/** A gate whose time passes only while it waits. */
function gateWithClock(pauseMs: number) {
  const clock = { now: 0, waits: [] as number[] };
  const wait = async (ms: number, signal: AbortSignal) => {
    signal.throwIfAborted();
    clock.waits.push(ms);
    clock.now += ms;
  };
  return { clock, gate: new HostGate({ pauseMs, now: () => clock.now, wait }) };
}

const { signal } = new AbortController();

describe("HostGate", () => {
  it("lets one request at a time through to a host, in the order they came", async () => {
    const { gate } = gateWithClock(0);
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      events.push(`${name} ends`);
    };
    await Promise.all(["a", "b", "c"].map((name) => gate.pass("host", signal, work(name))));
    expect(events).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  });

  it("pauses between the requests of one host, counted from the end of the last, and not before the first", async () => {
    const { gate, clock } = gateWithClock(1000);
    await gate.pass("host", signal, async () => {
      clock.now += 300;
    });
    clock.now += 400;
    await gate.pass("host", signal, async () => undefined);
    expect(clock.waits).toEqual([600]);
    await gate.pass("other", signal, async () => undefined);
    expect(clock.waits).toEqual([600]);
  });

  it("makes the pause longer when asked, never shorter", async () => {
    const { gate, clock } = gateWithClock(1000);
    gate.slowDown("slow", 5000);
    gate.slowDown("fast", 10);
    for (const host of ["slow", "slow", "fast", "fast"]) await gate.pass(host, signal, async () => undefined);
    expect(clock.waits).toEqual([5000, 1000]);
  });

  it("goes on after a request that failed", async () => {
    const { gate } = gateWithClock(0);
    const failed = gate.pass("host", signal, () => Promise.reject(new Error("no")));
    const next = gate.pass("host", signal, async () => "yes");
    await expect(failed).rejects.toThrow("no");
    await expect(next).resolves.toBe("yes");
  });

  it("starts nothing once it was told to stop", async () => {
    const { gate } = gateWithClock(0);
    const stop = new AbortController();
    stop.abort(new Error("stopped"));
    await expect(gate.pass("host", stop.signal, async () => "started")).rejects.toThrow("stopped");
  });
});
