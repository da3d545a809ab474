import type { Finding } from "../../constructs/rules/finding";
import { parseScheduleExpression } from "../../constructs/rules/schedule-expression";
import { checkTimeZone } from "../../constructs/rules/time-zone";
import type { Check, CheckContext } from "../check-context";
import { blocksOf } from "../cost/terraform-document";
import type { Block } from "../model/synthesized-app";
import { flagOf, textOf } from "../model/synthesized-stack";
import { walkedYear } from "../placement/check-placement";
import { civilDate, MINUTES_PER_DAY } from "../schedule/civil-days";
import { skippedRuns } from "../schedule/skipped-runs";
import { lifecycleFinding } from "./codes";

/** Schedules start what they should when they should, and events reach their rule. */
export const checkSchedules: Check = (context) => [
  ...context.app.ofType("aws_scheduler_schedule").flatMap((block) => [...checkRetry(block), ...checkClock(block)]),
  ...context.app.ofType("aws_cloudwatch_event_rule").flatMap((rule) => checkSource(context, rule)),
  ...context.app.ofType("aws_cloudwatch_event_target").flatMap(checkTemplate),
];

function checkRetry(block: Block): Finding[] {
  const [retry] = blocksOf(blocksOf(block.body.target)[0]?.retry_policy);
  const limits = [retry?.maximum_event_age_in_seconds, retry?.maximum_retry_attempts];
  if (limits.every((limit) => limit !== undefined && limit !== null)) return [];
  return [
    lifecycleFinding("schedule-retry-default", block, {
      prop: "target.retry_policy",
      got: "AWS's default: 185 attempts within 24 hours",
      expected: "a limit: a run that was denied at 03:00 may start at 15:00 otherwise",
      fix: "set maximum_retry_attempts to 3 and maximum_event_age_in_seconds to 900",
    }),
  ];
}

/** A local time that the spring clock change leaves out is skipped. */
function checkClock(block: Block): Finding[] {
  const timeZone = textOf(block.body.schedule_expression_timezone) ?? "UTC";
  const expression = textOf(block.body.schedule_expression) ?? "";
  if (timeZone === "UTC" || checkTimeZone(timeZone).length > 0) return [];
  const cron = parseScheduleExpression(expression);
  // Several starts a day lose one of them; it is the daily run that is missed.
  if (cron?.kind !== "cron" || cron.hours.length > 1) return [];
  const [skipped] = skippedRuns({ expression, timeZone }, walkedYear());
  if (skipped === undefined) return [];
  const { year, month, day } = civilDate(Math.floor(skipped / MINUTES_PER_DAY));
  const date = [year, month, day].map((part) => String(part).padStart(2, "0")).join("-");
  return [
    lifecycleFinding("schedule-clock-change", block, {
      prop: "schedule_expression",
      got: `${expression} in ${timeZone}, a time that does not exist on ${date}`,
      expected: "a time of day that exists every day",
      fix: "move it out of the hour that the clock change leaves out, or use UTC",
    }),
  ];
}

/** A bucket sends nothing to EventBridge until it is told to. */
function checkSource({ app }: CheckContext, rule: Block): Finding[] {
  const pattern = textOf(rule.body.event_pattern) ?? "";
  if (!pattern.includes("aws.s3")) return [];
  const notifying = new Set(
    app
      .ofType("aws_s3_bucket_notification")
      .filter((notification) => flagOf(notification.body.eventbridge) === true)
      .map((notification) => app.follow(notification, "bucket", "aws_s3_bucket")),
  );
  const silent = app.targets(pattern, rule.stack, "aws_s3_bucket").filter((bucket) => !notifying.has(bucket));
  return silent.map((bucket) =>
    lifecycleFinding("event-source-off", rule, {
      prop: "event_pattern",
      got: `events of ${bucket.path}, which sends none`,
      expected: "a bucket with notifications to EventBridge turned on",
      fix: "add an aws_s3_bucket_notification with eventbridge = true",
    }),
  );
}

/** Terraform's jsonencode writes `<` as \\u003c, and the placeholders are never filled in. */
function checkTemplate(target: Block): Finding[] {
  const template = textOf(blocksOf(target.body.input_transformer)[0]?.input_template);
  if (template === undefined || !/^\$\{jsonencode\(|\\u003c/.test(template)) return [];
  return [
    lifecycleFinding("input-template-encoded", target, {
      prop: "input_transformer.input_template",
      got: "a template made by jsonencode",
      expected: "plain text, in which <name> stays as it is",
      fix: "write the template as plain JSON text",
    }),
  ];
}
