import { afterEach, expect, test, vi } from "vitest";
import { runCheck } from "./check";

afterEach(() => void vi.restoreAllMocks());

test("example-unknown is misuse, and lists the examples there are", async () => {
  const printed: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  }
  const status = await runCheck({ names: ["examples/none"], format: "text", placement: false });
  expect([status, printed.join("")]).toEqual([
    2,
    expect.stringMatching(/^examples\/none: got examples\/none, expected one of examples\/one-box, .*\n$/),
  ]);
});
