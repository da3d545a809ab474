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
    const world = await createJobWorld(postgres(), "notifier");
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
    /** Outbox ids that runs reported as interrupted. */
    const reported: number[] = [];

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
      reported.push(...interruptedIn(log));
    }
    const last = await runJobProcess(program, environment);
    expect(last.status).toBe(0);
    expect(last.log.some((line) => "MailsSent" in line)).toBe(true);
    reported.push(...interruptedIn(last.log));
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
    // Different mails never share an item: what came twice is the same mail twice, with the same Message-ID.
    const deliveries = new Map<string, number>();
    for (const { mail } of smtp.mails)
      deliveries.set(mail.messageId ?? "", (deliveries.get(mail.messageId ?? "") ?? 0) + 1);
    const once = new Map(smtp.mails.map((caught) => [caught.mail.messageId, caught]));
    const items = [...once.values()].flatMap(({ to, mail }) =>
      (mail.text?.match(/^- item \d+$/gm) ?? []).map((line) => `${to} ${line}`),
    );
    expect(new Set(items).size).toBe(items.length);
    // Every mail that came more often than once was reported as interrupted at least that often before.
    const rows = await db.selectFrom("outbox").select(["id", "message_id", "status"]).execute();
    expect(rows.every(({ status }) => status === "sent")).toBe(true);
    for (const { id, message_id } of rows) {
      const extra = (deliveries.get(`<${message_id}@mail.example>`) ?? 0) - 1;
      expect(extra).toBeGreaterThanOrEqual(0);
      expect(extra).toBeLessThanOrEqual(reported.filter((one) => one === id).length);
    }
    const doubled = smtp.mails.length - deliveries.size;
    expect(doubled).toBeLessThanOrEqual(kills);
    process.stdout.write(
      `notifier: seed ${plan.seed}, ${kills} kills, ${rows.length} mails, 0 lost, ${new Set(reported).size} hand-overs interrupted, ${doubled} mails doubled\n`,
    );
    await world.database.close();
  });
});

/** Hand-overs a run found interrupted; reported before anything is sent, so a kill does not hide it. */
function interruptedIn(log: readonly Readonly<Record<string, unknown>>[]): readonly number[] {
  const ids = log.find(({ msg }) => msg === "hand-overs were interrupted; these mails may come twice")?.outboxIds;
  return Array.isArray(ids) ? ids.map(Number) : [];
}
