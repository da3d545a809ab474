import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { checkContext } from "../../checks/check";
import { readTerraformJson } from "../../checks/cost/read-terraform-json";
import { occurrences } from "../../checks/schedule/occurrences";
import { instanceType } from "../../constructs/rules/instance-types";
import { environmentNamed } from "../../environments/environment";
import { costReport } from "../../ops/cost/cost-report";
import { buildSystem } from "../../stacks/system";

const folder = mkdtempSync(join(tmpdir(), "stowage-readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readme = readFileSync("README.md", "utf8");
const dev = environmentNamed("dev");
const context = checkContext(buildSystem(dev, folder).app);

describe("the cost table of the README", () => {
  const documents = context.app.stacks.map(({ name, json }) => readTerraformJson(name, [json]));
  const { estimate, alternatives } = costReport(documents, { freeTier: "none" });
  const figure = (row: RegExp) => readme.match(row)?.[1];

  test("has the total of stowage cost -e dev", () => {
    const { low, high } = estimate.total;
    expect(figure(/\*\*together\*\* \| \*\*([\d. to]+)\*\*/)).toBe(`${low.toFixed(2)} to ${high.toFixed(2)}`);
  });

  test("has the arithmetic and the figure of each line, and the rest", () => {
    const rows: [RegExp, RegExp][] = [
      [/t3\.micro, (730 h x [\d.]+ \| [\d.]+)/, /^EC2 t3\.micro$/],
      [/30 GiB gp3, (30 x [\d.]+ \| [\d.]+)/, /^EBS gp3/],
      [/public IPv4 address, (730 h x [\d.]+ \| [\d.]+)/, /^public IPv4 address$/],
    ];
    const lines = rows.map(([row, item]) => {
      const line = estimate.lines.find((it) => item.test(it.item));
      const arithmetic = line?.arithmetic.replace(/^1 x /, "").replace(" GB ", " ");
      expect(figure(row)).toBe(`${arithmetic} | ${line?.low?.toFixed(2)}`);
      return line?.low ?? 0;
    });
    const secrets = estimate.lines.filter(({ item }) => item === "Secrets Manager secret").map(({ low }) => low ?? 0);
    const secret = secrets.reduce((sum, usd) => sum + usd, 0);
    expect(figure(/three secrets, (3 x [\d.]+ \| [\d.]+)/)).toBe(
      `${secrets.length} x ${secrets[0]?.toFixed(2)} | ${secret.toFixed(2)}`,
    );
    // A column adds up as it is printed.
    const cents = (usd: number) => Math.round(usd * 100);
    const named = [...lines, secret].reduce((sum, usd) => sum + cents(usd), 0);
    const rest = [estimate.total.low, estimate.total.high].map((total) => ((cents(total) - named) / 100).toFixed(2));
    expect(figure(/beyond the free 5 GB \| ([\d. to]+) \|/)).toBe(rest.join(" to "));
  });

  test("says what a load balancer and a NAT gateway would add", () => {
    const added = (name: string) => Math.round(alternatives.find((it) => it.name === name)?.delta.low ?? 0);
    expect(readme).toContain(`A load balancer would add about ${added("alb")}, a NAT gateway about ${added("nat")}.`);
  });
});

describe("the picture of the README", () => {
  const day = Date.UTC(2026, 5, 1) / 60_000;
  const timesOf = (expression: string) =>
    occurrences({ expression }, { from: day, to: day + 1440 }).map((minute) =>
      new Date(minute * 60_000).toISOString().slice(11, 16),
    );

  test.each(["scraper", "notifier"] as const)("starts the %s when the environment file does", (name) => {
    const times = timesOf(dev.schedules[name].expression);
    expect(times).toHaveLength(4);
    expect(readme).toContain(`${times.join(" ")} ──> ${name}`);
  });

  test("has the host, its memory and what is kept back", () => {
    const { instanceType: type } = dev.fleet;
    expect(readme).toContain(`EC2 ${type}, Elastic IP, public subnet`);
    const [fleet] = context.tree.fleets.values();
    const registered = instanceType(type)?.registeredMemoryFloorMiB;
    expect(readme).toContain(`registers ${registered} MiB, ${fleet?.reservedMemoryMiB} kept back`);
  });
});

test("Node is the release that package.json asks for", () => {
  const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as { engines: { node: string } };
  expect(readme).toContain(`Node ${/\d+/.exec(engines.node)?.[0]} and Python`);
});
