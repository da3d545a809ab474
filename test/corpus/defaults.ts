import type { Block, Template } from "../support/template";
import { containers } from "../support/template";

/** A pitfall that our constructs do not let anybody express, and what shows it in the sound system. */
export interface Inexpressible {
  readonly pitfall: string;
  readonly because: string;
  /** Throws, or is false, when it has become possible after all. */
  readonly holds: (template: Template) => boolean;
}

/** The first container of the task whose definition's name begins with `name`. */
function firstContainer(template: Template, name: string): Record<string, unknown> {
  return containers(template.one("aws_ecs_task_definition", name).container_definitions)[0] ?? {};
}

function userData(template: Template): string {
  return String(template.one("aws_launch_template").user_data);
}

const CLEANUP = [
  "ECS_IMAGE_CLEANUP_INTERVAL=10m",
  "ECS_IMAGE_MINIMUM_CLEANUP_AGE=20m",
  "ECS_NUM_IMAGES_DELETE_PER_CYCLE=10",
  "ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION=30m",
];

/** Pitfalls that a construct's default or shape rules out. */
export const INEXPRESSIBLE: readonly Inexpressible[] = [
  {
    pitfall: "1.9",
    because: "no construct creates the service-linked role, which exists once per account and belongs to no stack",
    holds: (template) => Object.keys(template.all("aws_iam_service_linked_role")).length === 0,
  },
  {
    pitfall: "1.10",
    because: "the launch template refers to the profile by its ARN attribute, and the pinned provider waits for it",
    holds: (template) => JSON.stringify(template.one("aws_launch_template")).includes("${aws_iam_instance_profile."),
  },
  {
    pitfall: "2.3",
    because: "a capacity provider's name follows from its construct path and is known at plan time",
    holds: (template) => template.one("aws_ecs_capacity_provider").name === "stowage-test-fleet",
  },
  {
    pitfall: "2.7",
    because: "Ec2Fleet is the only provider of hosts, and it is an Auto Scaling group",
    holds: (template) => template.one("aws_ecs_capacity_provider").managed_instances_provider === undefined,
  },
  {
    pitfall: "3.3",
    because: "the fleet's user data sets them",
    holds: (template) =>
      ["ECS_RESERVED_MEMORY=", "ECS_AWSVPC_BLOCK_IMDS=true", ...CLEANUP].every((line) =>
        userData(template).includes(line),
      ),
  },
  {
    pitfall: "3.4",
    because: "the agent cleans up every ten minutes, and the root volume has 30 GiB",
    holds: (template) => CLEANUP.every((line) => userData(template).includes(line)),
  },
  {
    pitfall: "3.6",
    because: "a container on EC2 uses no swap unless `maxSwapMiB` says how much",
    holds: (template) => {
      const all = Object.values(template.all("aws_ecs_task_definition")).flatMap((task) =>
        containers(task.container_definitions),
      );
      return all.length > 0 && all.every(({ linuxParameters }) => (linuxParameters as Block).maxSwap === 0);
    },
  },
  {
    pitfall: "3.8",
    because: "EC2 resolves the image at each launch, so that no plan changes because AWS published a new one",
    holds: (template) => String(template.one("aws_launch_template").image_id).startsWith("resolve:ssm:"),
  },
  {
    pitfall: "5.2",
    because: "a schedule refers to the task definition, so that both change in one apply",
    holds: (template) =>
      JSON.stringify(template.one("aws_scheduler_schedule").target).includes("${aws_ecs_task_definition.job"),
  },
  {
    pitfall: "7.2",
    because: "every service has timeouts, so that an apply ends",
    holds: (template) => JSON.stringify(template.one("aws_ecs_service", "web").timeouts).includes('"update"'),
  },
  {
    pitfall: "7.4",
    because:
      "a health check by path asks with the program that the image is known to have, without a shell, on 127.0.0.1",
    holds: (template) => {
      const { command } = firstContainer(template, "checked").healthCheck as { command: string[] };
      return command[0] === "CMD" && command[1] === "node" && command.join(" ").includes("http://127.0.0.1:");
    },
  },
  {
    pitfall: "7.5",
    because: "an init process is PID 1 unless somebody turns it off",
    holds: (template) => (firstContainer(template, "web").linuxParameters as Block).initProcessEnabled === true,
  },
  {
    pitfall: "8.1",
    because: "container definitions are written in the form in which ECS returns them",
    holds: (template) => {
      const { environment, essential, cpu } = firstContainer(template, "checked");
      const names = (environment as { name: string }[]).map(({ name }) => name);
      return names.join() === [...names].sort().join() && essential === true && typeof cpu === "number";
    },
  },
  {
    pitfall: "8.2",
    because: "Terraform owns the image: nothing ignores the task definition",
    holds: (template) => !JSON.stringify(template.one("aws_ecs_service", "web").lifecycle).includes("ignore_changes"),
  },
  {
    pitfall: "9.1",
    because: "literals are escaped where they enter a resource",
    holds: (template) => JSON.stringify(firstContainer(template, "checked").environment).includes('"$${HOME}/data"'),
  },
  {
    pitfall: "9.2",
    because: "a value that is one token is written through jsonencode",
    holds: (template) =>
      String(template.one("aws_ecs_task_definition", "web").container_definitions).includes(
        "${jsonencode(aws_cloudwatch_log_group.",
      ),
  },
];

/** Pitfalls that no configuration decides, or that another test of the project holds. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  "3.6": "plans count with the least that any image registered (constructs/rules/instance-types.test.ts)",
  "6.3":
    "not configuration: a value changes outside Terraform. A job reads it at its next run; a service when it starts new tasks (`aws ecs update-service --force-new-deployment`), or by reading the secret itself",
  "9.4": "no variable of the project is a map (constructs/delivery/released-images.ts makes texts only)",
  "9.5": "the barrel import is a lint error and a test (test/invariants/architecture.test.ts)",
  "9.6":
    "ids are literal, addresses of stateful resources are pinned (stacks/stacks.test.ts), and the context that decides addresses stands in stacks/system.ts",
  "9.9": "two synths are byte-identical and hold no paths (ops/program/synth.e2e.test.ts)",
  "9.10": "docs/adr/0001-cdktf-0.21-imported-one-resource-at-a-time.md",
  "12": "`stowage cost`, and docs/cost.md",
};
