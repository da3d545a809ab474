import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import type { Block } from "../model/synthesized-app";
import { numberOf } from "../model/synthesized-stack";
import type { ContainerView, TaskView } from "../model/task-view";
import { allowsAction } from "../permissions/iam-match";
import { rolePermissions } from "../permissions/role-permissions";
import { lifecycleFinding } from "./codes";

/** Logs go to a group that Terraform owns, that forgets in time, and that one task writes to. */
export const checkLogs: Check = (context) => {
  const writers = new Map<Block, Set<string>>();
  const findings = context.ecs.tasks.flatMap((task) => [
    ...task.containers.flatMap((container) => checkContainer(context, task, container, writers)),
    ...checkCreation(context, task),
  ]);
  return [
    ...context.app.ofType("aws_cloudwatch_log_group").flatMap((group) => checkRetention(context, group)),
    ...findings,
    ...[...writers]
      .filter(([, families]) => families.size > 1)
      .map(([group, families]) => shared(group, [...families])),
  ];
};

function checkRetention({ app }: CheckContext, group: Block): Finding[] {
  const unknown =
    typeof group.body.retention_in_days === "string" && numberOf(group.body.retention_in_days) === undefined;
  if (unknown || (app.number(group, "retention_in_days") ?? 0) > 0) return [];
  return [
    lifecycleFinding("log-group-retention", group, {
      prop: "retention_in_days",
      got: "logs that are kept for ever",
      expected: "a number of days: every GB is billed every month that it is kept",
      fix: "set retention_in_days",
    }),
  ];
}

function checkContainer(
  context: CheckContext,
  task: TaskView,
  { name, logs }: ContainerView,
  writers: Map<Block, Set<string>>,
): Finding[] {
  if (logs?.driver !== "awslogs") return [];
  const written = logs.options["awslogs-group"];
  const group = ownGroup(context, task, written);
  if (group !== undefined) writers.set(group, (writers.get(group) ?? new Set()).add(task.path));
  const creates = String(logs.options["awslogs-create-group"] ?? "") === "true";
  const foreign = group === undefined && !String(written).includes("${"); // a variable may name any group
  return [
    ...(creates || foreign ? [unmanaged(task, name, creates ? "awslogs-create-group" : String(written))] : []),
    ...(logs.options.mode === undefined ? [implicitMode(task, name)] : []),
  ];
}

/** By reference, or by the same name written out. */
function ownGroup({ app }: CheckContext, task: TaskView, written: unknown): Block | undefined {
  if (typeof written !== "string") return undefined;
  const referred = app.target(written, task.block.stack, "aws_cloudwatch_log_group");
  return referred ?? app.ofType("aws_cloudwatch_log_group").find((group) => app.text(group, "name") === written);
}

function checkCreation(context: CheckContext, { executionRole, path }: TaskView): Finding[] {
  const creates = rolePermissions(context)
    .of(executionRole)
    .some((grant) => grant.effect === "Allow" && allowsAction(grant.actions, "logs:CreateLogGroup"));
  return creates ? [unmanaged({ path }, "execution role", "logs:CreateLogGroup")] : [];
}

function unmanaged({ path }: Pick<TaskView, "path">, prop: string, got: string): Finding {
  return lifecycleFinding("log-group-unmanaged", path, {
    prop: `${prop}`,
    got: `${got}: a group that Terraform does not know`,
    expected: "a log group that Terraform owns: one that comes back after destroy makes the next apply fail",
    fix: "use the task's own log group, and let nobody create groups",
  });
}

function shared(group: Block, families: readonly string[]): Finding {
  return lifecycleFinding("log-group-shared", group, {
    got: `written by ${families.join(", ")}`,
    expected: "one group per task, so that retention and permissions can differ",
    fix: "give each task its own log group",
    numbers: { writers: families.length },
  });
}

function implicitMode({ path }: TaskView, container: string): Finding {
  return lifecycleFinding("log-mode-implicit", path, {
    prop: `${container}.logConfiguration`,
    got: "no mode",
    expected: "blocking or non-blocking, chosen: AWS changed its default in June 2025",
    fix: 'set mode to "non-blocking" with a max-buffer-size',
  });
}
