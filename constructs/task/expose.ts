/** How a service's port is reached from outside; one way at a time. */
export interface Expose {
  /**
   * The port of the EC2 host that leads to the container, below 32768 and not one the agent keeps. One copy per host:
   * a deployment stops the old copy before it starts the new one, which is downtime.
   */
  readonly hostPort: number;
  /** IPv4 range that may connect. @default "0.0.0.0/0", the whole internet */
  readonly from?: string;
}
