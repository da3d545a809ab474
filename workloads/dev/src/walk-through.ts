import { shopSelectors } from "./demo-shop";
import type { RunningDevServer } from "./dev-server";
import { summary } from "./keyboard";

const EMAIL = "once@example.com";

/** The product once from end to end, each step through the door its users take. Throws where a step fails. */
export async function walkThrough(server: RunningDevServer): Promise<void> {
  const { backend, shopUrl } = server;
  await backend.addWatch({ name: "Demo shop", url: shopUrl, ...shopSelectors });
  await backend.subscribe(EMAIL);
  say(`watching ${shopUrl} for ${EMAIL}`);

  await run("notifier", server.runNotifier);
  const question = lastMail(server, 1);
  const confirm = /http\S+\/confirm\?token=\S+/.exec(question)?.[0];
  if (confirm === undefined) throw new Error(`no link to confirm in the mail:\n${question}`);
  const answer = await fetch(confirm, { method: "POST" });
  if (!answer.ok) throw new Error(`confirming was answered ${answer.status}`);
  say("the subscription is confirmed");

  await run("scraper", server.runScraper);
  await run("notifier", server.runNotifier);
  const digest = lastMail(server, 2);
  say(`the digest arrived:\n\n${digest}`);
}

async function run(name: string, start: RunningDevServer["runScraper"]): Promise<void> {
  const end = await start();
  say(summary(name, end));
  if (end.status !== 0)
    throw new Error(`the ${name} exited with ${end.status}:\n${JSON.stringify(end.log, null, 2)}${end.stderr}`);
}

/** Text of the newest mail, which must be the `count`th and for us. */
function lastMail({ mails }: RunningDevServer, count: number): string {
  const caught = mails.at(-1);
  if (mails.length !== count || caught?.to !== EMAIL)
    throw new Error(`expected mail ${count} for ${EMAIL}, got ${mails.length}`);
  return `To: ${caught.to}\nSubject: ${caught.mail.subject}\n\n${caught.mail.text}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
