import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { Refusal } from "./refusal";
import { INTERRUPTED, type Screen } from "./screen";

export interface LogsOptions {
  readonly logGroups: readonly string[];
  /** Milliseconds since 1970 from which on events are shown. */
  readonly from: number;
  /** CloudWatch's filter pattern. @default - all events */
  readonly filter?: string;
  /** Whether to go on with what comes, until interrupted. */
  readonly follow: boolean;
  /** One JSON object per line instead of text. */
  readonly json: boolean;
}

/** Between two looks: one every two seconds, of the five a second that an account has. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const POLL_MS = 2_000;

/**
 * How long an event may take from its time to where it can be found, for following: it is looked for again that long.
 * Agents send in batches, at the latest after 5 seconds, and CloudWatch indexes for some seconds more.
 */
const LATE_MS = 30_000;

const PATTERNS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html";

/**
 * Prints what containers wrote, oldest first, from all log streams together.
 * @returns 0, or 130 when following was ended by Ctrl-C
 * @throws Refusal `logs-filter` where CloudWatch does not understand the pattern
 */
export async function showLogs(options: LogsOptions, logs: CloudWatchLogsClient, screen: Screen): Promise<number> {
  const shown = new Map<string, number>();
  let { from } = options;
  let newest = from;
  for (;;) {
    for (const event of await eventsSince(from, options, logs)) {
      const { eventId = "", timestamp = 0 } = event;
      if (shown.has(eventId)) continue;
      shown.set(eventId, timestamp);
      newest = Math.max(newest, timestamp);
      screen.out(`${options.json ? jsonLine(event) : textLine(event)}\n`);
    }
    if (screen.interrupted.aborted) return INTERRUPTED;
    if (!options.follow || screen.closed?.() === true) return 0;
    from = Math.max(from, newest - LATE_MS);
    for (const [id, time] of shown) if (time < from) shown.delete(id);
    await screen.pause(POLL_MS);
    if (screen.interrupted.aborted) return INTERRUPTED;
  }
}

/** All pages of all groups, in the order of time. */
export async function eventsSince(
  from: number,
  { logGroups, filter }: Pick<LogsOptions, "logGroups" | "filter">,
  client: CloudWatchLogsClient,
): Promise<FilteredLogEvent[]> {
  const events: FilteredLogEvent[] = [];
  const pattern = filter === undefined ? {} : { filterPattern: filter };
  try {
    for (const logGroupName of logGroups) {
      for await (const page of paginateFilterLogEvents({ client }, { logGroupName, startTime: from, ...pattern }))
        events.push(...(page.events ?? []));
    }
  } catch (error) {
    throw filter === undefined ? error : badPattern(error, filter);
  }
  return events.sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
}

function badPattern(error: unknown, filter: string): unknown {
  if (!(error instanceof Error) || error.name !== "InvalidParameterException") return error;
  return new Refusal({
    code: "logs-filter",
    path: "stowage logs",
    prop: "--filter",
    got: `${filter} (${error.message})`,
    expected: "a filter pattern of CloudWatch",
    fix: `put words with other characters than letters and digits in quotes, such as '"GET /"'; JSON as '{ $.level = "error" }'`,
    source: PATTERNS,
  });
}

/** `2026-01-31T12:00:00.000Z 1a2b3c4d text`, with the first characters of the task's id. */
export function textLine({ timestamp = 0, logStreamName, message = "" }: FilteredLogEvent): string {
  return `${new Date(timestamp).toISOString()} ${taskOf(logStreamName).task.slice(0, 8)} ${message.trimEnd()}`;
}

/** `{"time", "container", "task", "message"}`; a message that is JSON stays the text it was. */
export function jsonLine({ timestamp = 0, logStreamName, message = "" }: FilteredLogEvent): string {
  return JSON.stringify({ time: new Date(timestamp).toISOString(), ...taskOf(logStreamName), message });
}

/** The awslogs driver calls a stream `<prefix>/<container>/<task>`. */
export function taskOf(stream = ""): { readonly container: string; readonly task: string } {
  const [task = "", container = ""] = stream.split("/").reverse();
  return { container, task };
}
