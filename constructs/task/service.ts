import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { Construct } from "constructs";
import { physicalName } from "../naming";
import { refuse } from "../report";
import { checkDeploymentShape } from "../rules/ecs-limits";
import { inSameStack } from "../same-stack";
import type { TaskRole } from "../security/roles";
import { capacityStrategy } from "./capacity";
import type { Expose } from "./expose";
import { published, Task, type TaskProps } from "./task";

export type ServiceProps = TaskProps & {
  /** How many copies run. @default 1 */
  readonly desiredCount?: number;
  /** How the container's port is reached. @default - not at all */
  readonly expose?: Expose;
  /**
   * Copies that keep running during a deployment, in percent of the desired count.
   * @default 0 with a fixed host port, because two copies cannot share it; else 100
   */
  readonly minimumHealthyPercent?: number;
  /** Copies that may run during a deployment, in percent. @default 100 with a fixed host port, else 200 */
  readonly maximumPercent?: number;
  /** Minutes that Terraform waits for a deployment to settle before it reports a failure. @default 15 */
  readonly settleMinutes?: number;
  /** Whether `aws ecs execute-command` may open a shell in the container. @default false */
  readonly executeCommand?: boolean;
};

/**
 * A container, or a few that belong together, that always run.
 *
 * Creates: `aws_ecs_service`, and what `Task` creates; with a host port, one rule in the fleet's firewall.
 * A deployment that does not become healthy is rolled back by ECS and then fails the apply, because Terraform waits
 * and compares. Costs nothing by itself on EC2; on Fargate by the second.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
 */
export class Service extends Construct {
  readonly resource: EcsService;
  readonly task: Task;
  readonly desiredCount: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly expose: Expose | undefined;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id);
    this.expose = props.expose;
    this.desiredCount = props.desiredCount ?? 1;
    const staticPort = (props.expose?.hostPort ?? 0) !== 0;
    this.minimumHealthyPercent = props.minimumHealthyPercent ?? (staticPort ? 0 : 100);
    this.maximumPercent = props.maximumPercent ?? (staticPort ? 100 : 200);
    this.task = new Task(this, "task", props, props.expose);
    refuse(this, this.#check());

    this.resource = this.#addService(props);
    this.task.permissionsOutlive(this.resource);
    this.#openHostPort();
  }

  /** The application's own role; grants go here: `table.grantRead(service.taskRole)`. */
  get taskRole(): TaskRole {
    return this.task.taskRole;
  }

  #check() {
    const shape = checkDeploymentShape({
      desiredCount: this.desiredCount,
      minimumHealthyPercent: this.minimumHealthyPercent,
      maximumPercent: this.maximumPercent,
    });
    if (this.expose === undefined || published(this.task.layout.containers) !== undefined) return shape;
    return [
      ...shape,
      {
        code: "expose-no-port",
        prop: "expose",
        got: "no container with a port",
        expected: "a container that listens on a port",
        fix: "set port on the container that is to be reached",
      },
    ];
  }

  #addService(props: ServiceProps): EcsService {
    const network = this.task.networkConfiguration;
    const timeout = `${props.settleMinutes ?? 15}m`;
    const singleHost = this.task.runOn.kind === "ec2" && this.task.runOn.props.max === 1;
    return new EcsService(this, "Default", {
      name: physicalName(this, "ecs-service"),
      cluster: this.task.cluster.arn,
      taskDefinition: this.task.resource.arn,
      desiredCount: this.desiredCount,
      capacityProviderStrategy: capacityStrategy(this.task.runOn),
      // Without it a changed strategy replaces the service. https://github.com/hashicorp/terraform-provider-aws/issues/22823
      forceNewDeployment: true,
      // ECS need not be scaled to 0 first, so destroy does not hang in DRAINING.
      forceDelete: true,
      deploymentMinimumHealthyPercent: this.minimumHealthyPercent,
      deploymentMaximumPercent: this.maximumPercent,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      // AWS refuses rebalancing at a maximum of 100 %, and there is nothing to balance on one host.
      // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
      availabilityZoneRebalancing: singleHost || this.maximumPercent <= 100 ? "DISABLED" : "ENABLED",
      enableExecuteCommand: props.executeCommand ?? false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      ...(network === undefined ? {} : { networkConfiguration: network }),
      waitForSteadyState: true,
      timeouts: { create: timeout, update: timeout, delete: timeout },
      lifecycle: {
        // A deployment that ECS rolled back looks like success to the provider.
        // https://github.com/hashicorp/terraform-provider-aws/issues/20858
        postcondition: [
          {
            condition: `\${self.task_definition == ${this.task.resource.fqn}.arn}`,
            errorMessage: `ECS rolled the deployment of ${this.node.id} back: look at the service's events and the task's logs.`,
          },
        ],
      },
      dependsOn: inSameStack(this, [this.task.cluster.capacityAssociation, this.task.logs.resource]),
    });
  }

  #openHostPort(): void {
    const port = this.expose?.hostPort;
    if (port === undefined || port === 0 || this.task.firewall === undefined) return;
    this.task.firewall.open(this, "port", {
      from: port,
      to: port,
      protocol: "tcp",
      source: { cidr: this.expose?.from ?? "0.0.0.0/0" },
      reason: `${this.node.id}: published on the host's port ${port}`,
    });
  }
}
