import { Command, Option } from "commander";
import { ConfigError } from "../constructs/rules/finding";
import { environments } from "../environments/environment";

const program = new Command("stowage")
  .description("Proofs, cost and rehearsal for containers on Amazon ECS")
  .showHelpAfterError()
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const environmentOption = ["-e, --env <name>", `environment: ${Object.keys(environments).join(", ")}`] as const;
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

program.parseAsync().catch((error: unknown) => {
  const expected = error instanceof ConfigError || (error instanceof Error && error.name !== "TypeError");
  process.stderr.write(`${expected ? (error as Error).message : String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});
