import type { CheckContext } from "../check-context";
import type { RunnerView } from "../model/ecs-view";
import type { TaskView } from "../model/task-view";
import { rolePermissions } from "../permissions/role-permissions";
import { storeOf } from "../permissions/secret-use";

/** Something that must be reached from a place in the network. */
export interface Need {
  /** Service suffix of a VPC endpoint, such as `ecr.api`; undefined for an address outside AWS. */
  readonly service?: string;
  /** Host name, or the service again. */
  readonly host: string;
  readonly port: number;
  readonly why: string;
}

const HTTPS = 443;
/** What an EC2 host must reach to join a cluster. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html */
const AGENT_SERVICES = ["ecs", "ecs-agent", "ecs-telemetry"];

/** Endpoint suffixes that differ from the prefix of the service's actions. */
const ENDPOINT_OF: Readonly<Record<string, string>> = {
  cloudwatch: "monitoring",
  ecr: "ecr.api",
  firehose: "kinesis-firehose",
  kinesis: "kinesis-streams",
  ses: "email",
};

/** Permissions that are not used over an endpoint of the service: mounts go to the mount target, logins to the database. */
const NOT_CALLED = new Set(["elasticfilesystem", "rds-db"]);

/** What the hosts' agent needs by itself. */
export function agentNeeds(): Need[] {
  return AGENT_SERVICES.map((service) => aws(service, "the ECS agent joins the cluster"));
}

/** What must be fetched before the containers start, and where their output goes. */
export function startNeeds({ app }: CheckContext, { task }: RunnerView): Need[] {
  return task.containers.flatMap((container) => {
    const image = container.image ?? "";
    const ours = app.target(image, task.block.stack, "aws_ecr_repository") !== undefined;
    return [
      ...imageNeeds(app.canonical(image, task.block.stack), ours),
      ...container.secrets.map(({ valueFrom }) => aws(storeOf(app.canonical(valueFrom, task.block.stack)), "secrets")),
      ...(container.logs?.driver === "awslogs" ? [aws("logs", "logs")] : []),
    ];
  });
}

/** What the application itself calls: AWS services by its role's permissions, and addresses it declares. */
export function applicationNeeds(context: CheckContext, { task, settings }: RunnerView): Need[] {
  const declared = context.tree.tasks.get(task.path)?.reaches ?? [];
  const shell = settings.enable_execute_command === true ? [aws("ssmmessages", "execute-command")] : [];
  return [
    ...rolePermissions(context)
      .of(task.taskRole)
      .filter(({ effect, inverted }) => effect === "Allow" && !inverted)
      .flatMap((grant) => grant.actions.flatMap(actionNeed)),
    ...declared.map(({ host, port }) => ({ host, port, why: "declared in reaches" })),
    ...shell,
  ];
}

function actionNeed(action: string): Need[] {
  const prefix = action.slice(0, action.indexOf(":")).toLowerCase();
  if (prefix === "" || NOT_CALLED.has(prefix)) return [];
  return [
    aws(
      (Object.hasOwn(ENDPOINT_OF, prefix) ? ENDPOINT_OF[prefix] : undefined) ?? prefix,
      `the application's calls to ${prefix}`,
    ),
  ];
}

/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html: two endpoints, and S3 for the layers */
function imageNeeds(image: string, ours: boolean): Need[] {
  if (ours || image === "" || /\.dkr\.ecr\./.test(image) || image.startsWith("<")) {
    return ["ecr.api", "ecr.dkr", "s3"].map((service) => aws(service, "the image"));
  }
  const first = image.split("/")[0] ?? "";
  const registry = image.includes("/") && /[.:]/.test(first) ? first : "registry-1.docker.io";
  return [{ host: registry, port: HTTPS, why: "the image" }];
}

function aws(service: string, why: string): Need {
  return { service, host: service, port: HTTPS, why };
}

/** Each need once: one by one they would fill pages. */
export function distinct(needs: readonly Need[]): Need[] {
  return [...new Map(needs.map((need) => [`${need.host}:${need.port}`, need])).values()];
}

/** Whether the agent that fetches images and secrets works on the host, or inside the task as on Fargate. */
export function startsOnHost(task: TaskView, runner: RunnerView): boolean {
  return !runner.capacity.fargate && !task.fargate;
}
