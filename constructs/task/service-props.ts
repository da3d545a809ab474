import type { Alarms } from "../monitoring/alarms";
import type { ServiceConcern, ServiceThresholds } from "../monitoring/service-alarms";
import type { ScalingProps } from "../scaling/scaling-policies";
import type { DiscoveryProps } from "../service-connect/discovery";
import type { ConnectProps } from "../service-connect/service-connect";
import type { Expose } from "./expose";
import type { OnRotation } from "./rotation-rules";
import type { TaskProps } from "./task";

export type ServiceProps = TaskProps & {
  /** How many copies run; with `scaling`, how many at first. @default 1, with scaling its `min` */
  readonly desiredCount?: number;
  /** How the container's port is reached: host port, load balancer or network load balancer. @default - not at all */
  readonly expose?: Expose;
  /** Lets AWS decide how many copies run; later plans leave the number alone. @default - desiredCount, always */
  readonly scaling?: ScalingProps;
  /** Names between services, through a proxy in each task. @default - none */
  readonly connect?: ConnectProps;
  /** A name in the network's DNS. @default - none */
  readonly discovery?: DiscoveryProps;
  /**
   * Copies that keep running during a deployment, in percent of the desired count.
   * @default 0 with a fixed host port, because two copies cannot share it; else 100
   */
  readonly minimumHealthyPercent?: number;
  /** Copies that may run during a deployment, in percent. @default 100 with a fixed host port, else 200 */
  readonly maximumPercent?: number;
  /**
   * Minutes that Terraform waits for a deployment to settle before it reports a failure.
   * What to do then: docs/runbooks/deployment-failed.md. @default 15
   */
  readonly settleMinutes?: number;
  /** Alarms of this service during which a deployment is rolled back. @default - only copies that do not start */
  readonly rollbackOn?: readonly ServiceConcern[];
  /** "blue-green" is refused: see docs/deployment-safety.md. @default "rolling" */
  readonly deployment?: "rolling" | "blue-green";
  /** Whether `aws ecs execute-command` may open a shell in the container. @default false */
  readonly executeCommand?: boolean;
  /** What a changed value of an injected secret or parameter does. @default - it redeploys the service */
  readonly onRotation?: OnRotation;
  readonly alarms: Alarms;
  /** When the alarms ring. @default - see each of them */
  readonly alarmAt?: ServiceThresholds;
};
