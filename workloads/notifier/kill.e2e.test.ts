import { beforeAll, describe, expect, it } from "vitest";
import { buildWorkloads } from "../build.mjs";
import { runJobProcess, startJobProcess } from "../shared/testing/job-process";
import { createJobWorld } from "../shared/testing/job-world";
import { killPlan, killSomewhere, workDuration } from "../shared/testing/kill-plan";
import { findPostgres } from "../shared/testing/postgres";
import { usePostgres } from "../shared/testing/use-postgres";
import { startMailCatcher } from "./testing/mail-catcher";
import { addItems, addShop, addSubscriptions, askToConfirm } from "./testing/subscriptions";

const { reason } = findPostgres();

describe.skipIf(reason !== undefined)(`the notifier, killed ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  let program: string;

  beforeAll(async () => {
    [program = ""] = await buildWorkloads(["notifier"]);
  });

  it("loses no mail, and doubles at most the one whose hand-over each kill interrupted", async () => {
    const plan = killPlan();
    const world = await createJobWorld(postgres());
    const { db } = world.database;
    // A server that takes a moment for each mail, so that kills meet hand-overs.
    const smtp = await startMailCatcher({
      onMail: () => new Promise((resolve) => setTimeout(resolve, plan.random(8))),
    });
    const environment = {
      ...world.environment,
      MAIL_TRANSPORT: "smtp",
      MAIL_FROM: "digest@mail.example",
      PUBLIC_URL: "https://app.example",
      LINK_SIGNING_KEY: "test-signing-key-0123456789abcdef0123",
      SMTP_URL: smtp.url,
    };
    const shop = await addShop(db);
    const emails = Array.from({ length: 20 }, (_, n) => `s${n}@example.net`);
    await addSubscriptions(db, emails);
    const confirmations: string[] = [];
    const titles: string[] = [];
    let kills = 0;
    let repeated = 0;

    await addItems(db, shop, ["item 0"]);
    titles.push("item 0");
    const workMs = workDuration(await runJobProcess(program, environment));
    while (kills < plan.kills) {
      const batch = Array.from({ length: 3 }, (_, n) => `item ${titles.length + n}`);
      await addItems(db, shop, batch);
      titles.push(...batch);
      const newcomer = `new${confirmations.length}@example.net`;
      confirmations.push(newcomer);
      await askToConfirm(db, newcomer);
      const { status, log } = await killSomewhere(startJobProcess(program, environment), plan, workMs);
      if (status === "SIGKILL") kills++;
      repeated += repeatedIn(log);
    }
    const last = await runJobProcess(program, environment);
    expect(last.status).toBe(0);
    expect(last.log.some((line) => "MailsSent" in line)).toBe(true);
    repeated += repeatedIn(last.log);
    await smtp.close();

    const received = new Map<string, number>();
    for (const { to, mail } of smtp.mails) {
      for (const title of mail.text?.match(/(?<=^- )item \d+$/gm) ?? ["confirmation"]) {
        received.set(`${to} ${title}`, (received.get(`${to} ${title}`) ?? 0) + 1);
      }
    }
    const expected = [
      ...emails.flatMap((email) => titles.map((title) => `${email} ${title}`)),
      ...confirmations.map((email) => `${email} confirmation`),
    ];
    expect(expected.filter((key) => !received.has(key))).toEqual([]);
    expect([...received.keys()].filter((key) => !expected.includes(key))).toEqual([]);
    // The same Message-ID twice is the same mail twice; different mails never share an item.
    const ids = smtp.mails.map(({ mail }) => mail.messageId);
    const doubled = ids.length - new Set(ids).size;
    const once = new Map(smtp.mails.map((caught) => [caught.mail.messageId, caught]));
    const items = [...once.values()].flatMap(({ to, mail }) =>
      (mail.text?.match(/^- item \d+$/gm) ?? []).map((line) => `${to} ${line}`),
    );
    expect(new Set(items).size).toBe(items.length);
    process.stdout.write(
      `notifier: seed ${plan.seed}, ${kills} kills, ${once.size} mails, ${repeated} hand-overs repeated, ${doubled} mails doubled, 0 lost\n`,
    );
    expect(doubled).toBeLessThanOrEqual(repeated);
    expect(repeated).toBeLessThanOrEqual(kills);
    await world.database.close();
  });
});

/** Hand-overs a run found interrupted; reported before anything is sent, so a kill does not hide it. */
function repeatedIn(log: readonly Readonly<Record<string, unknown>>[]): number {
  const ids = log.find(({ msg }) => msg === "hand-overs were interrupted; these mails may come twice")?.outboxIds;
  return Array.isArray(ids) ? ids.length : 0;
}
