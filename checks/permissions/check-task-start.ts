import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import { arnForms } from "../model/canonical-arn";
import type { ContainerView, TaskView } from "../model/task-view";
import { isAllowed } from "./check-secrets";
import { permissionFinding } from "./codes";
import { rolePermissions } from "./role-permissions";

const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const WRITE = ["logs:CreateLogStream", "logs:PutLogEvents"];
const SHELL = [
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
];
const PRIVATE_IMAGE = /^(?:[^/]+)\.dkr\.ecr\.([^.]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/;

/** The execution role may pull each image and write each log; a shell is allowed where one is asked for. */
export const checkTaskStart: Check = (context) => [
  ...context.ecs.tasks.flatMap((task) => {
    // Without a role the host's own is used, and one of somewhere else cannot be judged.
    if (task.executionRole === undefined) return [];
    return task.containers.flatMap((container) => [
      ...checkLogs(context, task, container),
      ...checkImage(context, task, container),
    ]);
  }),
  ...checkShells(context),
];

function checkLogs(context: CheckContext, task: TaskView, container: ContainerView): Finding[] {
  const name = container.logs?.options["awslogs-group"];
  if (container.logs?.driver !== "awslogs" || typeof name !== "string") return [];
  const group = context.app.target(name, task.block.stack, "aws_cloudwatch_log_group");
  const bases =
    group === undefined ? [`arn:<partition>:logs:<region>:<account>:log-group:${name}`] : arnForms(context.app, group);
  const streams = bases.map((base) => `${base}:log-stream:any`);
  const grants = rolePermissions(context).of(task.executionRole);
  const missing = WRITE.filter((action) => !isAllowed(grants, action, streams));
  if (missing.length === 0) return [];
  return [
    permissionFinding("logs-unwritable", task.path, {
      prop: `${container.name}.logConfiguration`,
      got: `${task.executionRole?.path} may not call ${missing.join(" and ")} on ${group?.path ?? name}`,
      expected: "an execution role that may write the container's output; the task does not start otherwise",
      fix: "grant it: logs.grantWrite(executionRole)",
    }),
  ];
}

function checkImage(context: CheckContext, task: TaskView, container: ContainerView): Finding[] {
  const { app } = context;
  const image = app.canonical(container.image ?? "", task.block.stack);
  const repository = app.target(container.image, task.block.stack, "aws_ecr_repository");
  const [, region, name] = PRIVATE_IMAGE.exec(image) ?? [];
  if (repository === undefined && name === undefined) return [];
  const own = region === task.block.stack.region ? "<region>" : region;
  const forms =
    repository === undefined ? [`arn:<partition>:ecr:${own}:<account>:repository/${name}`] : arnForms(app, repository);
  const grants = rolePermissions(context).of(task.executionRole);
  const missing = [
    ...(isAllowed(grants, "ecr:GetAuthorizationToken", ["*"]) ? [] : ["ecr:GetAuthorizationToken"]),
    ...PULL.filter((action) => !isAllowed(grants, action, forms)),
  ];
  if (missing.length === 0) return [];
  return [
    permissionFinding("image-unpullable", task.path, {
      prop: `${container.name}.image`,
      got: `${task.executionRole?.path} may not call ${missing.join(", ")} for ${repository?.path ?? image}`,
      expected: "an execution role that may pull the image; the task stops with CannotPullContainerError otherwise",
      fix: "pass repository.image(...) instead of its address as text, which grants the pull",
    }),
  ];
}

function checkShells(context: CheckContext): Finding[] {
  return context.ecs.runners
    .filter(({ settings }) => settings.enable_execute_command === true)
    .flatMap(({ task, path }) => {
      if (task.taskRole === undefined && task.block.body.task_role_arn !== undefined) return [];
      const grants = rolePermissions(context).of(task.taskRole);
      const missing = SHELL.filter((action) => !isAllowed(grants, action, ["*"]));
      if (missing.length === 0) return [];
      return [
        permissionFinding("exec-unpermitted", path, {
          prop: "executeCommand",
          got: `${task.taskRole?.path ?? "a task without a task role"} may not call ${missing.join(", ")}`,
          expected: "a task role that may open the session's channels",
          fix: "allow the four ssmmessages actions, or set executeCommand to false",
        }),
      ];
    });
}
