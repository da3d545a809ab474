import { expect, test } from "vitest";
import { Logger } from "./log";
import { metricFields } from "./metrics";

test("a log line with metric fields is one valid line of embedded metric format", () => {
  const lines: string[] = [];
  const logger = new Logger({ service: "scraper", write: (line) => lines.push(line) });
  const at = new Date("2026-01-02T03:04:05Z");
  logger.info("run finished", metricFields("scraper", [{ name: "ItemsNew", unit: "Count", value: 3 }], at));
  expect(lines).toHaveLength(1);
  const line: unknown = JSON.parse(lines[0] ?? "");
  expect(line).toMatchObject({
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        { Namespace: "Stowage", Dimensions: [["Workload"]], Metrics: [{ Name: "ItemsNew", Unit: "Count" }] },
      ],
    },
    Workload: "scraper",
    ItemsNew: 3,
  });
});
