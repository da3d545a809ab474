import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { localActionlint, localShellcheck } from "../../test/e2e/support/local-tools";
import { type Runner, runStep, unnoticed, whereIs } from "./testing/runner";
import { type RunStep, runSteps, SHELLS } from "./testing/steps";

const folder = import.meta.dirname;
const steps = runSteps(folder);
const each = steps.map((step) => [step.title, step] as const);
const step = (title: string): RunStep => steps.find((it) => it.title === title)!;

const DIGEST = `sha256:${"5e".repeat(32)}`;
const change = (type: string, ...actions: string[]) => ({ address: `${type}.backend`, type, change: { actions } });
/** What a release plans: nothing else. */
const RELEASE = [
  change("aws_ecs_task_definition", "delete", "create"),
  change("aws_ecs_service", "update"),
  change("aws_scheduler_schedule", "update"),
  change("aws_cloudwatch_event_target", "update"),
  change("aws_ssm_parameter", "update"),
  change("aws_ssm_parameters_by_path", "read"),
  change("aws_iam_role", "no-op"),
];

const runner = (planned: readonly object[] = RELEASE): Runner => ({
  real: ["cat", "sed", "tail", "tee", "jq"],
  standIns: {
    npm: `case "$*" in *images*) echo "backend ${DIGEST}"; echo "not a digest"; echo "scraper ${DIGEST}" ;; esac`,
    node: 'echo "says stowage $2"',
    git: 'if [ "$1" = merge-base ]; then echo 1234abc; fi',
    gh: "",
    // The image has no mark yet; its manifest is what batch-get-image answers.
    aws: `case "$*" in *describe-images*) exit 254 ;; *batch-get-image*) echo '{"schemaVersion":2}' ;; esac`,
    terraform: `case "$*" in
      *show*) echo '${JSON.stringify({ resource_changes: planned })}' ;;
      *plan*) echo "aws_vpc.network: Refreshing state... [id=vpc-1]"; echo "Plan: 1 to add" ;;
    esac`,
  },
  expressions: {
    "vars.STOWAGE_ENV": "dev",
    "steps.registry.outputs.registry": "1.dkr.ecr.eu-west-1.amazonaws.com",
    "github.token": "token",
    "github.event.pull_request.number": "7",
    // A branch may have such a name.
    "github.base_ref": "main$(exit 1)'\"`false`",
  },
  files: {
    ".terraform-version": "1.12.2\n",
    digests: `backend ${DIGEST}\n`,
    "release.variables": "-var=backend_image=a b\n",
    "plans.md": "the plans\n",
  },
});

/** Commands that may fail, each with what the step does then. */
const TOLERATED: Readonly<Record<string, string>> = {
  "gh pr comment 7 --edit-last --body-file comment.md": "there is no comment yet, and a new one is written",
  "aws ecr describe-images --repository-name stowage-dev/backend --image-ids imageTag=released-5e5e5e5e5e5e":
    "there is no mark yet, and one is set; what else keeps AWS from answering fails the next call",
};

/** The workflows' own jq programs are run, so jq it must be. */
const jqless = whereIs("jq") === undefined ? " (skipped: there is no jq on this machine)" : "";

describe.skipIf(jqless !== "")(`every step of every workflow${jqless}`, () => {
  test("is found", () => {
    expect(steps.length).toBeGreaterThan(10);
    expect(new Set(steps.map(({ title }) => title)).size).toBe(steps.length);
  });

  test.each(each)("%s: succeeds when all its commands do", (_, it) => {
    const { status, output, calls } = runStep(it, runner());
    expect([output, status]).toEqual([output, 0]);
    expect(calls.length).toBeGreaterThan(0);
  });

  test("what was released gets a mark of its own", () => {
    const { calls } = runStep(
      step("deploy.yml, deploy: Keep what was released, whatever is pushed after it"),
      runner(),
    );
    expect(calls.at(-1)).toMatch(
      /^aws ecr put-image --repository-name stowage-dev\/backend --image-tag released-5e5e5e5e5e5e /,
    );
  });

  test.each(each)("%s: fails when any of its commands does", (_, it) => {
    expect(unnoticed(it, runner()).filter((call) => !(call in TOLERATED))).toEqual([]);
  });

  test.each([
    ["a pipe without pipefail", "terraform plan | tail -n 5", "", ["terraform plan"]],
    ["a failure inside an argument", 'echo "$(git merge-base a b)" > out', "bash", ["git merge-base a b"]],
    ["a failure that is thrown away", "terraform plan || true", "bash", ["terraform plan"]],
    ["none", "terraform plan | tail -n 5", "bash", []],
  ])("a step that does not notice is noticed: %s", (_, script, shell, expected) => {
    const faulty = { title: "", script, shell: SHELLS[shell]!, env: {}, workingDirectory: "." };
    expect(unnoticed(faulty, runner())).toEqual(expected);
  });
});

describe.skipIf(jqless !== "")(`a release${jqless}`, () => {
  const build = step("deploy.yml, deploy: Build, push, and keep the digests");
  const plan = step("deploy.yml, deploy: Plan");

  test("names what was built, by digest, and nothing else", () => {
    const repository = (workload: string) => `1.dkr.ecr.eu-west-1.amazonaws.com/stowage-dev/${workload}`;
    expect(runStep(build, runner()).file("release.variables")).toBe(
      `-var=backend_image=${repository("backend")}@${DIGEST}\n-var=scraper_image=${repository("scraper")}@${DIGEST}\n`,
    );
  });

  test("has a tag that no earlier attempt has taken, because tags cannot be moved", () => {
    const [built] = runStep(build, runner()).calls.filter((call) => call.startsWith("npm"));
    expect(built).toMatch(/ --tag 0123456789ab-2$/);
  });

  test("of nothing is an error", () => {
    const nothing = { ...runner(), standIns: { ...runner().standIns, npm: "echo built" } };
    expect(runStep(build, nothing)).toMatchObject({ status: 1, output: expect.stringContaining("no image was built") });
  });

  test("plans the variables as they were written", () => {
    expect(runStep(plan, runner()).calls).toContain(
      "terraform plan -no-color -var=backend_image=a b -out=release.plan",
    );
  });

  test.each([
    ["a new resource", change("aws_iam_role", "create")],
    ["a service that is deleted", change("aws_ecs_service", "delete")],
    ["a service that is replaced", change("aws_ecs_service", "delete", "create")],
    ["a workload that is gone", change("aws_ecs_task_definition", "delete")],
    ["a record that is not there yet", change("aws_ssm_parameter", "create")],
    ["a role that changes", change("aws_iam_role_policy", "update")],
  ])("stops before the apply for more than a release: %s", (_, more) => {
    const { status, output } = runStep(plan, runner([...RELEASE, more]));
    expect(status).toBe(1);
    expect(output).toContain("this change is more than a release");
    expect(output).toContain(`${more.change.actions.join(" and ")} ${more.address}`);
    expect(output).not.toContain("aws_scheduler_schedule");
  });
});

describe.skipIf(jqless !== "")(`a comment on a pull request${jqless}`, () => {
  const plan = step("pull-request.yml, plan: Plan");
  const say = step("pull-request.yml, plan: Say it");

  test("has the plans without what was only looked at", () => {
    const plans = runStep(plan, runner()).file("plans.md") ?? "";
    expect(plans.match(/Plan: 1 to add/g)).toHaveLength(2);
    expect(plans).not.toContain("Refreshing");
  });

  test("has the words of a plan that failed", () => {
    const first = "terraform -chdir=cdktf.out/stacks/dev-platform plan -lock=false -no-color";
    const failed = runStep(plan, runner(), first);
    expect(failed.status).toBe(1);
    expect(failed.file("plans.md")).toContain(`Error: ${first} failed`);
    expect(failed.output).toContain(`Error: ${first} failed`);
  });

  test("says what would change, what it costs and what the checks say, of any branch whatever its name", () => {
    const { file, calls } = runStep(say, runner());
    expect(file("comment.md")).toMatch(/the plans[\s\S]*says stowage cost[\s\S]*says stowage check/);
    expect(calls).toContain(`git merge-base HEAD origin/${runner().expressions["github.base_ref"]}`);
  });

  test("is made also where the estimate fails, which then fails the step", () => {
    const failed = runStep(say, runner(), "node ops/stowage.mjs cost --compare 1234abc");
    expect(failed.status).toBe(1);
    expect(failed.file("comment.md")).toContain("Error: node ops/stowage.mjs cost");
    expect(failed.calls).toContain("gh pr comment 7 --edit-last --body-file comment.md");
  });

  test("says so where there is no plan", () => {
    const { "plans.md": _, ...files } = runner().files;
    expect(runStep(say, { ...runner(), files }).file("comment.md")).toContain("There is no plan");
  });
});

const shellcheck = localShellcheck();
test.skipIf(shellcheck.path === undefined).for(each)(
  `ShellCheck finds nothing in %s${shellcheck.skipped}`,
  ([, { script }]) => {
    const { stdout } = spawnSync(shellcheck.path!, ["--shell=bash", "-"], { input: script, encoding: "utf8" });
    expect(stdout).toBe("");
  },
);

const actionlint = localActionlint();
test.skipIf(actionlint.path === undefined)(`actionlint finds nothing in the workflows${actionlint.skipped}`, () => {
  const files = [...new Set(steps.map(({ title }) => `${folder}/${title.split(",")[0]}`))];
  const linter = ["-no-color", "-oneline", "-shellcheck", shellcheck.path ?? "", "-pyflakes", "", ...files];
  expect(spawnSync(actionlint.path!, linter, { encoding: "utf8" })).toMatchObject({
    stdout: "",
    stderr: "",
    status: 0,
  });
});
