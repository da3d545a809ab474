import type { Violation } from "./finding";

const QUOTAS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html";
const API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference";

interface Limit {
  readonly code: string;
  readonly min: number;
  readonly max: number;
  readonly what: string;
  readonly fix: string;
  readonly source: string;
}

/**
 * Quotas and limits of Amazon ECS. Confidence A (service quotas page, or API model in botocore 1.43.11) unless a
 * comment says B, which is one corroborated secondary source.
 */
export const ECS_LIMITS = {
  containersPerTask: {
    code: "ecs-containers-per-task",
    min: 1,
    max: 10,
    what: "containers in a task definition",
    fix: "split the task",
    source: QUOTAS,
  },
  // B: the text of the server's own error, awsdocs/amazon-ecs-developer-guide pull request 149
  taskDefinitionBytes: {
    code: "ecs-task-definition-bytes",
    min: 1,
    max: 65536,
    what: "bytes of task definition",
    fix: "move long environment values to a secret, a parameter or a file in the image",
    source: "https://github.com/awsdocs/amazon-ecs-developer-guide/pull/149",
  },
  // B
  targetGroupsPerService: {
    code: "ecs-target-groups-per-service",
    min: 0,
    max: 5,
    what: "target groups for a service",
    fix: "split the service, or route by path on one target group",
    source: QUOTAS,
  },
  // B
  tasksPerService: {
    code: "ecs-tasks-per-service",
    min: 0,
    max: 5000,
    what: "tasks in a service",
    fix: "split the service",
    source: QUOTAS,
  },
  tasksPerDiscoverableService: {
    code: "ecs-tasks-per-service",
    min: 0,
    max: 1000,
    what: "tasks in a service with Cloud Map or Service Connect",
    fix: "split the service",
    source: QUOTAS,
  },
  capacityProvidersPerCluster: {
    code: "ecs-capacity-providers",
    min: 0,
    max: 20,
    what: "capacity providers in a cluster",
    fix: "use another cluster",
    source: QUOTAS,
  },
  placementConstraints: {
    code: "ecs-placement-constraints",
    min: 0,
    max: 10,
    what: "placement constraints",
    fix: "drop constraints that say the same",
    source: `${API}/API_CreateService.html`,
  },
  placementStrategies: {
    code: "ecs-placement-strategies",
    min: 0,
    max: 5,
    what: "placement strategies",
    fix: "keep the first five",
    source: `${API}/API_CreateService.html`,
  },
  subnets: {
    code: "ecs-subnets",
    min: 1,
    max: 16,
    what: "subnets of an awsvpc task",
    fix: "list fewer subnets",
    source: `${API}/API_AwsVpcConfiguration.html`,
  },
  securityGroups: {
    code: "ecs-security-groups",
    min: 0,
    max: 5,
    what: "security groups of an awsvpc task",
    fix: "merge security groups",
    source: `${API}/API_AwsVpcConfiguration.html`,
  },
  /** CPU units of a task on EC2; Fargate has its own table. */
  taskCpuUnits: {
    code: "ecs-task-cpu",
    min: 128,
    max: 196608,
    what: "CPU units of a task on EC2",
    fix: "use between 128 (an eighth of a vCPU) and 196608 units",
    source: `${API}/API_RegisterTaskDefinition.html`,
  },
  /** Docker refuses to start a container with less. */
  containerMemoryMiB: {
    code: "ecs-container-memory",
    min: 6,
    max: Number.MAX_SAFE_INTEGER,
    what: "MiB of memory of a container",
    fix: "give the container at least 6 MiB",
    source: `${API}/API_ContainerDefinition.html`,
  },
  tags: {
    code: "ecs-tags",
    min: 0,
    max: 50,
    what: "tags",
    fix: "drop tags",
    source: `${API}/API_Tag.html`,
  },
} as const satisfies Record<string, Limit>;

/** What Service Connect's proxy takes from every task, which then needs a task-level memory. Developer guide, 2023-06. */
export const SERVICE_CONNECT_OVERHEAD = { cpu: 256, memoryMiB: 64 } as const;

/** Refuses a figure outside an ECS limit. */
export function checkEcsLimit(limit: keyof typeof ECS_LIMITS, value: number): Violation[] {
  const { code, min, max, what, fix, source } = ECS_LIMITS[limit];
  if (Number.isInteger(value) && value >= min && value <= max) {
    return [];
  }
  const expected = max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `${min} to ${max}`;
  return [{ code, got: `${value} ${what}`, expected: `${expected} ${what}`, fix, source }];
}

export interface DeploymentShape {
  readonly desiredCount: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
}

/** Tasks that must keep running, and may run at once, while a service rolls. */
export function rollingBounds(shape: DeploymentShape): { readonly lower: number; readonly upper: number } {
  // multiplied before divided: 29 * 1.1 is 31.900000000000002 in floating point
  return {
    lower: Math.ceil((shape.desiredCount * shape.minimumHealthyPercent) / 100),
    upper: Math.floor((shape.desiredCount * shape.maximumPercent) / 100),
  };
}

/** Refuses percentages with which ECS could neither stop an old task nor start a new one. */
export function checkDeploymentShape(shape: DeploymentShape): Violation[] {
  const { desiredCount, minimumHealthyPercent, maximumPercent } = shape;
  const { lower, upper } = rollingBounds(shape);
  if (desiredCount === 0 || lower < desiredCount || upper > desiredCount) {
    return [];
  }
  return [
    {
      code: "ecs-deployment-stuck",
      prop: "maximumPercent",
      got: `${desiredCount} tasks with minimum healthy ${minimumHealthyPercent} % and maximum ${maximumPercent} %`,
      expected: `room to stop one (fewer than ${desiredCount} healthy) or start one (more than ${desiredCount} at once)`,
      fix: "raise the maximum to 200 %, or lower the minimum healthy to 0 % and accept the downtime",
      source: `${API}/API_DeploymentConfiguration.html`,
    },
  ];
}
