import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildWorkloads } from "../build.mjs";
import { TokenSigner } from "../shared/src/tokens";
import { runJobProcess, startJobProcess } from "../shared/testing/job-process";
import { createJobWorld, type JobWorld } from "../shared/testing/job-world";
import { findPostgres } from "../shared/testing/postgres";
import { usePostgres } from "../shared/testing/use-postgres";
import { waitFor } from "../shared/testing/wait-for";
import { type MailCatcher, type MailCatcherOptions, startMailCatcher } from "./testing/mail-catcher";
import { addItems, addShop, addSubscriptions, askToConfirm } from "./testing/subscriptions";

const { reason } = findPostgres();
const signingKey = "test-signing-key-0123456789abcdef0123";

describe.skipIf(reason !== undefined)(
  `the notifier, bundled, on a real PostgreSQL and a real mail server ${reason ?? ""}`,
  () => {
    const postgres = usePostgres();
    let program: string;
    let world: JobWorld;
    const catchers: MailCatcher[] = [];

    beforeAll(async () => {
      [program = ""] = await buildWorkloads(["notifier"]);
    });

    beforeEach(async () => {
      world = await createJobWorld(postgres(), "notifier");
      return async () => {
        for (const catcher of catchers.splice(0)) await catcher.close();
        await world.database.close();
      };
    });

    async function catcher(options?: MailCatcherOptions): Promise<MailCatcher> {
      const started = await startMailCatcher(options);
      catchers.push(started);
      return started;
    }

    const environment = (smtp: string) => ({
      ...world.environment,
      MAIL_TRANSPORT: "smtp",
      MAIL_FROM: "Stowage <digest@mail.example>",
      PUBLIC_URL: "https://app.example/",
      LINK_SIGNING_KEY: signingKey,
      SMTP_URL: smtp,
    });
    const run = (smtp: { readonly url: string }) => runJobProcess(program, environment(smtp.url));
    const outbox = () => world.database.db.selectFrom("outbox").selectAll().orderBy("id").execute();
    const subjects = (mails: MailCatcher["mails"], to: string) =>
      mails.filter((mail) => mail.to === to).map(({ mail }) => mail.subject);

    it("sends one digest per subscriber of what is new since the last", async () => {
      const { db } = world.database;
      const smtp = await catcher();
      const shop = await addShop(db);
      await addSubscriptions(db, ["a@example.net", "b@example.net"]);
      await addItems(db, shop, ["chair", "table"]);
      expect(await run(smtp)).toMatchObject({ status: 0, stderr: "" });
      expect(subjects(smtp.mails, "a@example.net")).toEqual(["2 new items: chair …"]);
      expect(subjects(smtp.mails, "b@example.net")).toEqual(["2 new items: chair …"]);

      expect((await run(smtp)).status).toBe(0);
      expect(smtp.mails).toHaveLength(2);

      await addItems(db, shop, ["lamp"]);
      const { log } = await run(smtp);
      expect(subjects(smtp.mails, "a@example.net")).toEqual(["2 new items: chair …", "New: lamp"]);
      expect(log.at(-2)).toMatchObject({ Workload: "notifier", DigestsQueued: 2, MailsSent: 2, MailsRepeated: 0 });
      expect((await outbox()).every(({ status, snapshot }) => status === "sent" && snapshot === null)).toBe(true);
      const runs = await db.selectFrom("runs").selectAll().orderBy("started_at").execute();
      expect(runs.map(({ outcome, mails_sent }) => [outcome, mails_sent])).toEqual([
        ["success", 2],
        ["success", 0],
        ["success", 2],
      ]);
    });

    it("sends the confirmation mail whose link confirms, and digests whose link unsubscribes", async () => {
      const { db } = world.database;
      const smtp = await catcher();
      const pending = await askToConfirm(db, "new@example.net");
      const active = await addSubscriptions(db, ["a@example.net"]);
      await addItems(db, await addShop(db), ["chair"]);
      expect((await run(smtp)).status).toBe(0);
      const signer = new TokenSigner([signingKey]);
      const linkIn = (to: string) => {
        const text = smtp.mails.find((mail) => mail.to === to)?.mail.text ?? "";
        return new URL(/https:\/\/\S+\?token=\S+/.exec(text)?.[0] ?? "");
      };
      const confirm = linkIn("new@example.net");
      expect(confirm.origin + confirm.pathname).toBe("https://app.example/confirm");
      const token = (url: URL) => url.searchParams.get("token") ?? "";
      expect(signer.verify("confirm", token(confirm), new Date())).toEqual({ valid: true, subject: pending });
      const unsubscribe = linkIn("a@example.net");
      expect(unsubscribe.pathname).toBe("/unsubscribe");
      expect(signer.verify("unsubscribe", token(unsubscribe), new Date())).toEqual({
        valid: true,
        subject: active.get("a@example.net"),
      });
      const headers = smtp.mails.find(({ to }) => to === "a@example.net")?.mail.headers;
      expect(headers).toContainEqual(
        expect.objectContaining({ key: "list-unsubscribe", value: `<${unsubscribe.href}>` }),
      );
      expect(headers).toContainEqual(
        expect.objectContaining({ key: "list-unsubscribe-post", value: "List-Unsubscribe=One-Click" }),
      );
    });

    it("leaves out who is not active, also when the mail was queued before, and confirmations nobody needs any more", async () => {
      const { db } = world.database;
      const down = { url: "smtp://127.0.0.1:1" };
      const ids = await addSubscriptions(db, [
        "stays@example.net",
        "leaves@example.net",
        "bounced@example.net",
        "gone@example.net",
      ]);
      const set = (email: string, status: "unsubscribed" | "bounced") =>
        db.updateTable("subscriptions").set({ status }).where("email", "=", email).execute();
      await set("bounced@example.net", "bounced");
      await addItems(db, await addShop(db), ["chair"]);
      const late = await askToConfirm(db, "late@example.net", new Date(Date.now() - 8 * 86_400_000));
      expect((await run(down)).status).toBe(1);
      await set("leaves@example.net", "unsubscribed");
      await db
        .deleteFrom("subscriptions")
        .where("id", "=", ids.get("gone@example.net") ?? "")
        .execute();
      const smtp = await catcher();
      const { status, log } = await run(smtp);
      expect(status).toBe(0);
      expect(log.at(-2)).toMatchObject({ MailsSent: 1, MailsLeftOut: 1 });
      expect(smtp.mails.map(({ to }) => to)).toEqual(["stays@example.net"]);
      const failed = (await outbox()).filter(({ status }) => status === "failed");
      expect(new Map(failed.map(({ subscription_id, last_error }) => [subscription_id, last_error]))).toEqual(
        new Map([
          [late, "left out: its link has expired"],
          [ids.get("leaves@example.net"), "left out: the subscription is unsubscribed"],
        ]),
      );
    });

    it("marks an address that refuses mail for good as bounced, and keeps what is refused for now", async () => {
      const { db } = world.database;
      let isFull = true;
      const smtp = await catcher({
        refuseRecipient: (to) =>
          to.startsWith("gone")
            ? "550 5.1.1 no such user"
            : isFull && to.startsWith("full")
              ? "452 4.2.2 mailbox full"
              : undefined,
      });
      await addSubscriptions(db, ["gone@example.net", "full@example.net", "fine@example.net"]);
      await addItems(db, await addShop(db), ["chair"]);
      const first = await run(smtp);
      expect(first.status).toBe(2);
      expect(first.log.at(-2)).toMatchObject({ MailsSent: 1, MailsBounced: 1, MailsFailed: 1 });
      const statuses = await db.selectFrom("subscriptions").select(["email", "status"]).execute();
      expect(statuses).toContainEqual({ email: "gone@example.net", status: "bounced" });
      expect(statuses).toContainEqual({ email: "full@example.net", status: "active" });
      isFull = false;
      expect((await run(smtp)).status).toBe(0);
      expect(smtp.mails.map(({ to }) => to)).toEqual(["fine@example.net", "full@example.net"]);
    });

    it("loses nothing while there is no mail server, and says so", async () => {
      const { db } = world.database;
      await addSubscriptions(db, ["a@example.net"]);
      await addItems(db, await addShop(db), ["chair"]);
      const down = await run({ url: "smtp://user:very-secret-word@127.0.0.1:1" });
      expect(down.status).toBe(1);
      expect(JSON.stringify(down.log)).not.toContain("very-secret-word");
      const smtp = await catcher();
      expect((await run(smtp)).status).toBe(0);
      expect(smtp.mails).toHaveLength(1);
    });

    it("splits what is too much for one mail", async () => {
      const { db } = world.database;
      const smtp = await catcher();
      await addSubscriptions(db, ["a@example.net"]);
      await addItems(
        db,
        await addShop(db),
        Array.from({ length: 450 }, (_, n) => `item ${n}`),
      );
      expect((await run(smtp)).status).toBe(0);
      const found = smtp.mails.flatMap(({ mail }) => mail.text?.match(/^- item \d+$/gm) ?? []);
      expect(smtp.mails).toHaveLength(3);
      expect(new Set(found).size).toBe(450);
      expect(found).toHaveLength(450);
    });

    it("leaves the work to the one that is running, finishes its mail when told to stop, and the next run does the rest", async () => {
      const { db } = world.database;
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      let arriving = 0;
      const smtp = await catcher({
        onMail: () => {
          arriving++;
          return held;
        },
      });
      await addSubscriptions(db, ["a@example.net", "b@example.net", "c@example.net"]);
      await addItems(db, await addShop(db), ["chair"]);
      const first = startJobProcess(program, environment(smtp.url));
      await waitFor("the first mail to arrive", () => arriving === 1);
      const second = await run(smtp);
      expect(second.status).toBe(0);
      expect(second.log).toContainEqual(expect.objectContaining({ msg: "another notifier is running; nothing to do" }));
      first.kill("SIGTERM");
      await waitFor("the signal to be noticed", () => first.log().some(({ msg }) => msg === "stopping"));
      release();
      expect((await first.ended).status).toBe(2);
      expect(smtp.mails).toHaveLength(1);
      expect((await run(smtp)).log.at(-2)).toMatchObject({ MailsSent: 2, MailsRepeated: 0 });
      expect(smtp.mails.map(({ to }) => to).sort()).toEqual(["a@example.net", "b@example.net", "c@example.net"]);
    });

    it("doubles no mail when the database restarts between its hand-over and the note of it", async () => {
      const { db } = world.database;
      let restarts: Promise<void> | undefined;
      const smtp = await catcher({
        onMail: async () => {
          if (restarts !== undefined) return;
          await postgres().stop("fast");
          // After the mail was accepted, and while the notifier tries to write that down.
          restarts = new Promise((resolve) => setTimeout(resolve, 700)).then(() => postgres().start());
        },
      });
      await addSubscriptions(db, ["a@example.net", "b@example.net"]);
      await addItems(db, await addShop(db), ["chair"]);
      const first = await run(smtp);
      await restarts;
      expect(first.log.map(({ msg }) => msg)).toContain(
        "a mail was handed over, and the database is away; trying again",
      );
      // The lock was lost with the session, so it stops there; the next one does the rest.
      expect(first.status).toBe(2);
      expect((await run(smtp)).log.at(-2)).toMatchObject({ MailsSent: 1, MailsRepeated: 0 });
      expect(smtp.mails.map(({ to }) => to).sort()).toEqual(["a@example.net", "b@example.net"]);
    });

    it("goes on after a mail that cannot be composed", async () => {
      const { db } = world.database;
      const smtp = await catcher();
      const ids = await addSubscriptions(db, ["broken@example.net", "fine@example.net"]);
      await db
        .insertInto("outbox")
        .values({
          kind: "digest",
          subscription_id: ids.get("broken@example.net") ?? "",
          message_id: "x",
          snapshot: "{}",
        })
        .execute();
      await addItems(db, await addShop(db), ["chair"]);
      expect((await run(smtp)).status).toBe(2);
      expect(smtp.mails.map(({ to }) => to).sort()).toEqual(["broken@example.net", "fine@example.net"]);
    });

    it("names all bad variables at once, without their values where they are secret", async () => {
      const { status, log } = await runJobProcess(program, {
        MAIL_TRANSPORT: "pigeon",
        SMTP_URL: "http://u:hidden-word@x",
        LINK_SIGNING_KEY: "short-hidden",
      });
      expect(status).toBe(1);
      const text = JSON.stringify(log);
      for (const name of [
        "MAIL_TRANSPORT",
        "MAIL_FROM",
        "PUBLIC_URL",
        "LINK_SIGNING_KEY",
        "SMTP_URL",
        "DATABASE_SECRET",
      ])
        expect(text).toContain(name);
      expect(text).not.toMatch(/hidden-word|short-hidden/);
      const missing = await runJobProcess(program, { ...environment(""), MAIL_TRANSPORT: "smtp" });
      expect(JSON.stringify(missing.log)).toContain("SMTP_URL: missing");
    });
  },
);
