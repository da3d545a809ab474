import { Command, InvalidArgumentError, Option } from "commander";
import { ConfigError } from "../constructs/rules/finding";
import { environments } from "../environments/environment";
import { bearClosedPipes } from "./program/closed-pipe";

bearClosedPipes();
const program = new Command("stowage")
  .description("Proofs, cost and rehearsal for containers on Amazon ECS")
  .showHelpAfterError()
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const environmentOption = ["-e, --env <name>", `environment: ${Object.keys(environments).join(", ")}`] as const;
/** Names of the errors that Ctrl-C ends a command with: told by name, so that nothing more is loaded for it. */
const INTERRUPTIONS = ["Interrupted", "InterruptedError"];
const defaultEnvironment = process.env.STOWAGE_ENV ?? "dev";

program
  .command("rehearse")
  .description("live the system's whole life in a local AWS, without an account")
  .option(...environmentOption, defaultEnvironment)
  .option("--keep", "leave it applied and say how to look around", false)
  .action(async (options: { env: string; keep: boolean }) => {
    const { rehearseCommand } = await import("./commands/rehearse");
    process.exitCode = await rehearseCommand({ environment: options.env, keep: options.keep });
  });

program
  .command("bootstrap")
  .description("create the bucket that keeps Terraform's state, in the account you are logged in to")
  .option(...environmentOption, defaultEnvironment)
  .option("-y, --yes", "do not ask", false)
  .action(async (options: { env: string; yes: boolean }) => {
    const { bootstrapCommand } = await import("./bootstrap/command");
    const { projectRoot, synthesizeEnvironment } = await import("./commands/project");
    const output = await synthesizeEnvironment(options.env);
    process.exitCode = await bootstrapCommand({ environment: options.env, output, yes: options.yes, projectRoot });
  });

program
  .command("adopt")
  .description("name what a killed run left outside the state: what to adopt, with import blocks, and what to remove")
  .argument("[stack]", "state, platform or app; default: all of them")
  .option(...environmentOption, defaultEnvironment)
  .option("--unlock <id>", "take away the lock with this id, because the run that held it is dead")
  .option("--write", "put the import blocks beside the synthesized stack, for the next deployment", false)
  .action(async (stack: string | undefined, options: { env: string; unlock?: string; write: boolean }) => {
    const { runAdopt } = await import("./commands/adopt");
    const { env: environment, ...rest } = options;
    process.exitCode = await runAdopt({ environment, ...(stack === undefined ? {} : { stack }), ...rest });
  });

program
  .command("deploy")
  .description("look for what a killed run left, and then `cdktf deploy`; stops where something is outside the state")
  .argument("<stacks...>", "as for cdktf deploy, such as dev-platform or 'dev-*', and its options after --")
  .option(...environmentOption, defaultEnvironment)
  .option("--adopt", "adopt what would be created a second time", false)
  .action(async (stacks: string[], options: { env: string; adopt: boolean }) => {
    const { runDeploy } = await import("./commands/deploy");
    process.exitCode = await runDeploy({ environment: options.env, words: stacks, adopt: options.adopt });
  });

program
  .command("check")
  .description("prove placement, reach, permissions, quotas, life cycle and cost, before any plan")
  .argument("[names...]", "environments and examples/<name>; default: all of them")
  .option("-e, --env <name>", "the same as naming the environment")
  .option("--placement", "draw where every task runs", false)
  .addOption(
    new Option("--permissions [form]", "print who may do what and why")
      .choices(["table", "markdown", "json"])
      .preset("table"),
  )
  .option("--json", "findings as one JSON document", false)
  .option("--sarif", "findings as SARIF 2.1.0", false)
  .action(async (names: string[], options) => {
    const { runCheck } = await import("./commands/check");
    const format = options.sarif ? "sarif" : options.json ? "json" : "text";
    process.exitCode = await runCheck({
      names: options.env === undefined ? names : [options.env, ...names],
      placement: options.placement,
      format,
      ...(options.permissions === undefined ? {} : { permissions: options.permissions }),
    });
  });

program
  .command("cost")
  .description("estimate a month's bill, with its arithmetic")
  .argument("[paths...]", "Terraform JSON files or folders, or terraform show -json output; default: the environment")
  .option(...environmentOption, defaultEnvironment)
  .option("--compare <before>", "compare with another environment, a file or folder, or a git revision such as main~3")
  .option("--revision <git revision>", "the environment as of that revision; default: the working tree")
  .option("--region <region>", "region, where the files do not say")
  .addOption(new Option("--free-tier <mode>", "which AWS offers count").choices(["none", "credits", "legacy"]))
  .option("--usage <file>", "JSON file with better figures than the assumptions (docs/cost.md)")
  .option("--json", "one JSON document", false)
  .action(async (paths: string[], options) => {
    const { runCost } = await import("./commands/cost");
    const { env: environment, compare: compareWith, ...rest } = options;
    process.exitCode = await runCost({
      paths,
      environment,
      ...rest,
      ...(compareWith === undefined ? {} : { compareWith }),
    });
  });

program
  .command("diagram")
  .description("draw the architecture as a Mermaid flowchart")
  .argument("[name]", "an environment, or examples/<name>")
  .option(...environmentOption, defaultEnvironment)
  .option("--out <file>", "write to a file; *.md gets a code block that GitHub draws")
  .action(async (name: string | undefined, options: { env: string; out?: string }) => {
    const { runDiagram } = await import("./commands/diagram");
    const { env, ...rest } = options;
    process.exitCode = await runDiagram({ name: name ?? env, ...rest });
  });

program
  .command("compare")
  .description("what differs between two environments, with costs")
  .argument("<before>", "an environment")
  .argument("<after>", "another one")
  .action(async (before: string, after: string) => {
    const { runCompare } = await import("./commands/compare");
    process.exitCode = await runCompare(before, after);
  });

program
  .command("logs")
  .description("what the containers of a service or task wrote")
  .argument("<workload>", "a service or scheduled task; a wrong name lists them")
  .option(...environmentOption, defaultEnvironment)
  .option("-f, --follow", "go on with what comes, until Ctrl-C", false)
  .option("--since <age or time>", "from when on, such as 30m, 2h, 7d, 2026-01-31T12:00", "1h")
  .option("--filter <pattern>", "filter pattern of CloudWatch Logs")
  .option("--json", "one JSON object per line", false)
  .action(async (workload: string, options) => {
    const { runLogs } = await import("./commands/logs");
    process.exitCode = await runLogs({ workload, ...options });
  });

program
  .command("run")
  .description("start a task once, wait, and end with its exit status")
  .argument("<workload>", "a scheduled task, or a service for its task definition")
  .option(...environmentOption, defaultEnvironment)
  .option("--command <words>", "instead of the container's own command; the entry point stays")
  .option("--no-wait", "only start it")
  .addOption(minutesOption("to wait for its end; it goes on after that", 60))
  .action(async (workload: string, options) => {
    const { runRun } = await import("./commands/run");
    process.exitCode = await runRun({ workload, ...options });
  });

program
  .command("exec")
  .description("open a session in a running container of a service")
  .argument("<service>", "a service with executeCommand: true")
  .option(...environmentOption, defaultEnvironment)
  .option("--command <words>", "what runs there", "sh")
  .action(async (service: string, options) => {
    const { runExec } = await import("./commands/exec");
    process.exitCode = await runExec({ service, ...options });
  });

program
  .command("rotate")
  .description("redeploy the services that have a secret or parameter injected, after it was given a new value")
  .argument("<name>", "of the secret or parameter in AWS, or of its construct; a wrong name lists them")
  .option(...environmentOption, defaultEnvironment)
  .option("-y, --yes", "do not ask", false)
  .addOption(minutesOption("to wait for the new tasks", 15))
  .action(async (name: string, options) => {
    const { runRotate } = await import("./commands/rotate");
    process.exitCode = await runRotate({ name, ...options });
  });

program
  .command("releases")
  .description("what is released, what was before, and the lines that go back to it")
  .option(...environmentOption, defaultEnvironment)
  .addOption(new Option("-n, --number <releases>", "how many of the newest").default(3).argParser(wholeNumber))
  .action(async (options) => {
    const { runReleases } = await import("./commands/releases");
    process.exitCode = await runReleases(options);
  });

program
  .command("stop")
  .description("put an environment to sleep: no schedules, no copies, no hosts")
  .option(...environmentOption, defaultEnvironment)
  .option("-y, --yes", "do not ask", false)
  .addOption(minutesOption("to wait for running tasks to end", 15))
  .action(async (options) => {
    const { runStop } = await import("./commands/sleep");
    process.exitCode = await runStop(options);
  });

program
  .command("start")
  .description("wake an environment to what its file asks for")
  .option(...environmentOption, defaultEnvironment)
  .addOption(minutesOption("to wait for the services to run", 15))
  .action(async (options) => {
    const { runStart } = await import("./commands/sleep");
    process.exitCode = await runStart(options);
  });

program.parseAsync().catch((error: unknown) => {
  if (error instanceof Error && INTERRUPTIONS.includes(error.name)) {
    process.stderr.write(`${error.message}; the same command goes on from here\n`);
    process.exitCode = 130; // as shells have it: 128 and the number of SIGINT
    return;
  }
  const expected = error instanceof ConfigError || (error instanceof Error && error.name !== "TypeError");
  process.stderr.write(`${expected ? (error as Error).message : String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});

/** `--timeout <minutes>`. */
function minutesOption(what: string, otherwise: number): Option {
  return new Option("--timeout <minutes>", `minutes ${what}`).default(otherwise).argParser((text) => {
    if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
    throw new InvalidArgumentError("a number of minutes is needed");
  });
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("a whole number is needed");
}
