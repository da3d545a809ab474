import { beforeAll, describe, expect, it } from "vitest";
import { buildWorkloads } from "../build.mjs";
import { memoryLine, runJobProcess } from "../shared/testing/job-process";
import { createJobWorld } from "../shared/testing/job-world";
import { findPostgres } from "../shared/testing/postgres";
import { usePostgres } from "../shared/testing/use-postgres";
import { startMailCatcher } from "./testing/mail-catcher";
import { addItems, addShop, addSubscriptions } from "./testing/subscriptions";

const { reason } = findPostgres();

/** The container's memory, see docs/workloads-jobs.md; enforced by the kernel where this machine allows that. */
const CONTAINER_MIB = 128;

describe.skipIf(reason !== undefined)(`memory of the notifier ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  let program: string;

  beforeAll(async () => {
    [program = ""] = await buildWorkloads(["notifier"]);
  });

  it.each([
    ["nothing is new", 1, 0],
    ["300 subscribers, 20 items each", 300, 20],
    ["100 subscribers, 200 items each", 100, 200],
  ])("%s", async (name, subscribers, items) => {
    const world = await createJobWorld(postgres(), "notifier");
    const { db } = world.database;
    const smtp = await startMailCatcher();
    await addSubscriptions(
      db,
      Array.from({ length: subscribers }, (_, n) => `s${n}@example.net`),
    );
    const shop = await addShop(db);
    if (items > 0)
      await addItems(
        db,
        shop,
        Array.from({ length: items }, (_, n) => `a product with a longer name ${n}`),
      );
    const environment = {
      ...world.environment,
      MAIL_TRANSPORT: "smtp",
      MAIL_FROM: "digest@mail.example",
      PUBLIC_URL: "https://app.example",
      LINK_SIGNING_KEY: "test-signing-key-0123456789abcdef0123",
      SMTP_URL: smtp.url,
    };
    const end = await runJobProcess(program, environment, { memoryMiB: CONTAINER_MIB });
    expect(end).toMatchObject({ status: 0, stderr: "" });
    expect(smtp.mails).toHaveLength(items === 0 ? 0 : subscribers);
    process.stdout.write(memoryLine(`notifier, ${name}`, end));
    await smtp.close();
    await world.database.close();
  });
});
