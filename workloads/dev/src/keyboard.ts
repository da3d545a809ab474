import type { JobEnd } from "../../shared/testing/job-process";
import type { RunningDevServer } from "./dev-server";

/** What Ctrl-C and Ctrl-D are when the terminal passes keys on as they are. */
const LEAVE = ["q", "\u0003", "\u0004"];

/** Runs things at the press of a key. Without a terminal the desk's buttons do the same. */
export function listenToKeys(server: RunningDevServer, leave: () => void): void {
  const { stdin } = process;
  if (!stdin.isTTY) return;
  stdin.setRawMode(true);
  stdin.setEncoding("utf8").on("data", (text: string) => {
    for (const key of text) void press(key, server, leave);
  });
}

async function press(key: string, server: RunningDevServer, leave: () => void): Promise<void> {
  if (LEAVE.includes(key)) return leave();
  if (key === "r") {
    server.shop.restock();
    process.stdout.write("  the demo shop has a new product\n");
  }
  if (key === "s") process.stdout.write(`  ${summary("scraper", await server.runScraper())}\n`);
  if (key === "n") process.stdout.write(`  ${summary("notifier", await server.runNotifier())}\n`);
}

/** One line on how a run ended. */
export function summary(name: string, { status, log }: JobEnd): string {
  const metrics = log.find((line) => "_aws" in line) ?? {};
  const shown = ["WatchesChecked", "ItemsNew", "PriceChanges", "MailsSent", "MailsFailed"].filter(
    (key) => key in metrics,
  );
  const errors = log
    .filter(({ level }) => level === "error")
    .map(({ msg, error, reason }) => `\n    ${msg}: ${error ?? reason ?? ""}`);
  return `${name}: exit ${status}  ${shown.map((key) => `${key} ${metrics[key]}`).join("  ")}${errors.join("")}`;
}
