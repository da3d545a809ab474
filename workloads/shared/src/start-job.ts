import type { z } from "zod";
import { ConfigError, parseConfig } from "./config";
import { type DatabaseConfig, openDatabase } from "./database/pool";
import type { RunWorkload } from "./database/schema";
import { type JobWork, jobExitCodes, runJob } from "./job";
import { Lifecycle } from "./lifecycle";
import { Logger } from "./log";
import type { LogLevel } from "./variables";

/** The part of a job's configuration that every job has. */
export interface JobConfig extends DatabaseConfig {
  readonly LOG_LEVEL: LogLevel;
}

export interface StartJobOptions<S extends z.ZodType<JobConfig>> {
  readonly workload: RunWorkload;
  readonly schema: S;
  readonly secretKeys: readonly string[];
  /** Builds what the work needs and does it; what it opens it closes through `lifecycle`. */
  readonly work: (config: z.output<S>, lifecycle: Lifecycle) => JobWork;
}

/**
 * The whole life of a workload that runs once: reads the configuration, opens the database, does the work as the only
 * process of its kind, closes everything and exits. Bad configuration is one log line and exit status 1.
 */
export async function startJob<S extends z.ZodType<JobConfig>>(options: StartJobOptions<S>): Promise<void> {
  const { workload, work } = options;
  const config = readConfig(options);
  if (config === undefined) return;
  const logger = new Logger({ service: workload, level: config.LOG_LEVEL, secrets: secretValues(options.secretKeys) });
  const lifecycle = new Lifecycle({ logger });
  const database = openDatabase(config, { logger, applicationName: `stowage-${workload}` });
  lifecycle.onStop("database", database.close);
  await lifecycle.run((signal) => runJob({ workload, database, logger, signal, work: work(config, lifecycle) }));
}

function readConfig<S extends z.ZodType<JobConfig>>(options: StartJobOptions<S>): z.output<S> | undefined {
  const { workload, schema, secretKeys } = options;
  try {
    return parseConfig(schema, process.env, { secretKeys });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    new Logger({ service: workload }).error(error.message, { code: error.code, problems: error.problems });
    process.exitCode = jobExitCodes.failure;
    return undefined;
  }
}

/** Values that must not appear in a log line; they come from the environment as they are, lists taken apart. */
function secretValues(keys: readonly string[]): string[] {
  return keys.flatMap((key) => {
    const value = process.env[key] ?? "";
    return [value, ...value.split(",")];
  });
}
