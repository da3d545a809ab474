import type { Ulimit } from "../rules/ulimits";
import type { Injectable } from "../security/injectable";
import type { Secret } from "../security/secret";
import type { RepositoryImage } from "../storage/image-repository";

/** How a container is asked whether it is well. Exit status 0 means yes. */
export type HealthCheck = (
  | {
      /** HTTP path that answers 2xx when the container is well. */
      readonly path: string;
      /** The program in the image that makes the request. @default "node" */
      readonly client?: "node" | "wget" | "curl";
      readonly command?: never;
    }
  | {
      /** Program and arguments, run without a shell. */
      readonly command: readonly string[];
      readonly path?: never;
    }
) & {
  /** 5 to 300. @default 30, ECS's own @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
  readonly intervalSeconds?: number;
  /** 2 to 60. @default 5, ECS's own */
  readonly timeoutSeconds?: number;
  /** Failures in a row until the container counts as unhealthy, 1 to 10. @default 3, ECS's own */
  readonly retries?: number;
  /** Failures in this time after the start do not count, 0 to 300. @default 30 */
  readonly startPeriodSeconds?: number;
};

/** Where a container's output goes, other than to the task's own log group. */
export interface LogDriver {
  readonly driver: "json-file" | "fluentd" | "gelf" | "splunk" | "syslog" | "journald" | "awsfirelens";
  readonly options?: Readonly<Record<string, string>>;
  /** Options whose value is a secret, such as an access token. */
  readonly secretOptions?: Readonly<Record<string, Injectable>>;
}

/** A volume mounted into a container. */
export interface Mount {
  /** Name of a volume of the task. */
  readonly volume: string;
  readonly path: string;
  /** @default false */
  readonly readOnly?: boolean;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html */
export interface ContainerProps {
  /** @default - the id of the service or task for a single container */
  readonly name?: string;
  /** Address with tag or digest (may be a Terraform variable), or an image of a repository of ours. */
  readonly image: string | RepositoryImage;
  /** The port it listens on. @default - none */
  readonly port?: number;
  /** @default - the image's */
  readonly entryPoint?: readonly string[];
  /** @default - the image's */
  readonly command?: readonly string[];
  /** @default - the image's */
  readonly workingDirectory?: string;
  /** User (and group) it runs as, such as `1000:1000`. @default - the image's */
  readonly user?: string;
  /**
   * Beside what ECS sets. In a task whose role may do anything, `AWS_REGION` is the stack's region unless it is given here:
   * not every agent sets it, and AWS's SDKs refuse to work without one. (boto3 reads `AWS_DEFAULT_REGION` instead.)
   * @default - none but that
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** Environment variables whose value ECS reads from Secrets Manager or Parameter Store at each start. @default - none */
  readonly secrets?: Readonly<Record<string, Injectable>>;
  /** @default - none: a running process counts as healthy */
  readonly healthCheck?: HealthCheck;
  /** Whether the task stops when this container does. One container of a task at least is essential. @default true */
  readonly essential?: boolean;
  /**
   * Containers of the same task that must have got this far first: COMPLETE and SUCCESS of one that is not essential,
   * HEALTHY of one that has a health check.
   * @default - all start at once
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
   */
  readonly dependsOn?: Readonly<Record<string, "START" | "COMPLETE" | "SUCCESS" | "HEALTHY">>;
  /** Limits by their Linux names, such as `nofile`; rules/ulimits.ts has all fifteen. -1 is no limit. @default - Docker's own */
  readonly ulimits?: Readonly<Record<string, Ulimit>>;
  /** @default - none */
  readonly mounts?: readonly Mount[];
  /** @default - none */
  readonly dockerLabels?: Readonly<Record<string, string>>;
  /** Seconds between SIGTERM and SIGKILL; at most 120 on Fargate. @default 30, the agent's own */
  readonly stopTimeoutSeconds?: number;
  /** An init process as PID 1, which forwards signals and reaps children. @default true */
  readonly initProcess?: boolean;
  /**
   * MiB of swap the container may use, on hosts with swap: a fleet with `swapMiB`. Written out even when it is 0, because
   * ECS lets a container that says nothing swap up to twice its memory. Fargate has no swap, and takes no figure for it.
   * @default 0
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-swap.html
   */
  readonly maxSwapMiB?: number;
  /** @default false */
  readonly readonlyRootFilesystem?: boolean;
  /** Credentials for a registry other than ECR: a secret holding `username` and `password`. @default - none */
  readonly registryCredentials?: Secret<"username" | "password">;
  /** @default - the task's own CloudWatch log group */
  readonly logDriver?: LogDriver;
}

/** How much of a host a container may use. */
export interface Size {
  /** CPU units, 1024 for one vCPU. A share, not a ceiling, on EC2. */
  readonly cpu: number;
  /** Hard limit, 6 or more: the container is killed above it. */
  readonly memoryMiB: number;
  /**
   * Soft limit: what the scheduler sets aside, 6 MiB or more; the rest up to the hard limit, above it, is burst.
   * @default - the hard limit
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
   */
  readonly memoryReservationMiB?: number;
}

/** One container of several. */
export interface SizedContainer extends ContainerProps, Size {
  readonly name: string;
}
