import type { RunError } from "../../shared/src/database/schema";
import type { JobContext, JobResult } from "../../shared/src/job";
import { CONFIRM_DAYS } from "../../shared/src/links";
import type { Metric } from "../../shared/src/metrics";
import { buildMail, type LinkMaker } from "./build-mail";
import type { Delivery } from "./delivery";
import type { Mail, Mailer } from "./mailer";
import {
  type ClaimedMail,
  claimNext,
  findInterrupted,
  markBounced,
  markFailed,
  markPending,
  markSent,
  markUnknown,
  requeue,
} from "./outbox";
import { persistently } from "./persistently";
import { planDigests } from "./plan-digests";

/** What the run needs from outside. */
export interface NotifierDependencies {
  readonly mailer: Mailer;
  readonly links: LinkMaker;
  readonly now: () => Date;
}

/** A mail that a server keeps refusing is given up after this. @see https://www.rfc-editor.org/rfc/rfc5321#section-4.5.4.1 */
const GIVE_UP_DAYS = 5;

/** Attempts in a row at which no mail at all could be handed over, until the run ends; the first may be a stale connection. */
const MOST_UNAVAILABLE = 2;

const DAY_MS = 86_400_000;

interface Tally {
  queued: number;
  sent: number;
  failed: number;
  bounced: number;
  leftOut: number;
  /** Hand-overs of an earlier run that were interrupted, and are repeated in this one. */
  interrupted: number;
  /** Hand-overs of this run whose outcome is not known. */
  unknown: number;
  readonly errors: RunError[];
}

/**
 * Queues what is new for every subscriber, then hands over what waits, oldest first, one mail at a time.
 *
 * At least once: a mail is marked `sending` before its hand-over and `sent` after it. A process that dies in between leaves
 * `sending` behind, and the next run hands that mail over again, with the same Message-ID, because a digest that is lost is
 * worse than one that comes twice. At most one mail per interrupted run can be doubled; `MailsRepeated` counts them.
 */
export async function notify(context: JobContext, dependencies: NotifierDependencies): Promise<JobResult> {
  const { db, logger, signal } = context;
  const tally: Tally = {
    queued: 0,
    sent: 0,
    failed: 0,
    bounced: 0,
    leftOut: 0,
    interrupted: 0,
    unknown: 0,
    errors: [],
  };
  const interrupted = await findInterrupted(db);
  tally.interrupted = interrupted.length;
  if (interrupted.length > 0) {
    // Said before it is done, so that no kill can hide it.
    logger.warn("hand-overs were interrupted; these mails may come twice", { outboxIds: interrupted });
    await requeue(db, interrupted);
  }
  tally.queued = await planDigests(db, signal);
  try {
    return summarise(tally, await sendWaiting(context, dependencies, tally));
  } finally {
    await dependencies.mailer.close();
  }
}

/** @returns why it ended: nothing waits any more, the process was asked to stop, or no mail can be handed over */
async function sendWaiting(
  context: JobContext,
  dependencies: NotifierDependencies,
  tally: Tally,
): Promise<"done" | "stopped" | "unavailable"> {
  let after = 0;
  let unavailable = 0;
  while (unavailable < MOST_UNAVAILABLE) {
    if (context.signal.aborted) return "stopped";
    const claimed = await claimNext(context.db, after);
    if (claimed === undefined) return "done";
    const reason = reasonToLeaveOut(claimed, dependencies.now());
    if (reason !== undefined) {
      await markFailed(context.db, claimed.mail.id, `left out: ${reason}`);
      tally.leftOut++;
      continue;
    }
    const delivery = await handOver(claimed, dependencies);
    await record(delivery, claimed, context, dependencies.now(), tally);
    // A connection that was closed between two mails says nothing about the server: the same mail is tried once more.
    unavailable = delivery.kind === "unavailable" ? unavailable + 1 : 0;
    if (unavailable === 0) after = claimed.mail.id;
  }
  return "unavailable";
}

/** A mail that cannot even be composed is treated like one that is refused: it must not keep the others from going out. */
async function handOver({ mail, email }: ClaimedMail, { mailer, links }: NotifierDependencies): Promise<Delivery> {
  let composed: Mail;
  try {
    composed = buildMail(mail, email, links);
  } catch (error) {
    return { kind: "later", reason: `cannot be composed: ${error instanceof Error ? error.message : String(error)}` };
  }
  return mailer.send(composed);
}

/** Why a mail is not to be sent any more, although it waits. */
function reasonToLeaveOut({ mail, status, superseded }: ClaimedMail, now: Date): string | undefined {
  if (mail.kind === "digest") return status === "active" ? undefined : `the subscription is ${status}`;
  if (status !== "pending") return `the subscription is ${status}`;
  if (superseded) return "a later confirmation mail follows";
  return isOlder(mail.created_at, CONFIRM_DAYS, now) ? "its link has expired" : undefined;
}

function isOlder(time: Date, days: number, now: Date): boolean {
  return now.getTime() - time.getTime() > days * DAY_MS;
}

async function record(
  delivery: Delivery,
  { mail }: ClaimedMail,
  context: JobContext,
  now: Date,
  tally: Tally,
): Promise<void> {
  const { db, logger } = context;
  if (delivery.kind === "accepted") {
    await persistently(() => markSent(db, mail.id, now), logger);
    tally.sent++;
    return;
  }
  const { kind, reason } = delivery;
  const fields = { outboxId: mail.id, subscriptionId: mail.subscription_id, code: kind, reason };
  logger.error("mail not handed over", fields);
  tally.errors.push({ code: `mail-${kind}`, message: reason, subscriptionId: mail.subscription_id });
  if (kind === "bounced") {
    tally.bounced++;
    await markBounced(db, mail, reason);
  } else if (kind === "unknown") {
    tally.unknown++;
    await markUnknown(db, mail.id, reason);
  } else if (kind === "later" && isOlder(mail.created_at, GIVE_UP_DAYS, now)) {
    tally.failed++;
    await markFailed(db, mail.id, `given up after ${GIVE_UP_DAYS} days: ${reason}`);
  } else {
    if (kind === "later") tally.failed++;
    await markPending(db, mail.id, reason);
  }
}

function summarise(tally: Tally, end: "done" | "stopped" | "unavailable"): JobResult {
  const { queued, sent, failed, bounced, leftOut, interrupted, unknown, errors } = tally;
  const count = (name: string, value: number): Metric => ({ name, unit: "Count", value });
  const stopped = { code: "stopped", message: "asked to stop before all mails were handed over" };
  const problems: RunError[] = end === "stopped" ? [...errors, stopped] : errors;
  // An address that bounced is dealt with; it leaves nothing to do and wakes nobody.
  const isDone = problems.every(({ code }) => code === "mail-bounced");
  return {
    outcome: isDone ? "success" : end === "unavailable" && sent === 0 ? "failure" : "partial",
    mailsSent: sent,
    mailsFailed: failed + bounced + unknown,
    errors: problems,
    metrics: [
      count("DigestsQueued", queued),
      count("MailsSent", sent),
      count("MailsFailed", failed + unknown),
      count("MailsBounced", bounced),
      count("MailsLeftOut", leftOut),
      count("MailsRepeated", interrupted),
    ],
  };
}
