import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeAddressesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSecurityGroupRulesCommand,
} from "@aws-sdk/client-ec2";
import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { type AppliedTask, appliedTask, type TaskSource } from "../../../ops/rehearsal/workloads/applied-task";
import {
  type CredentialsEndpoint,
  startCredentialsEndpoint,
} from "../../../ops/rehearsal/workloads/credentials-endpoint";
import { type LocalProcess, startLocally } from "../../../ops/rehearsal/workloads/local-process";
import { freePort } from "../../../workloads/shared/testing/free-port";

/** The internet, with the box in it. */
export interface World extends AsyncDisposable {
  readonly port: number;
}

export interface WorldOptions {
  /** AWS, which is asked at each request, because a deployment changes what it has. */
  readonly system: TaskSource;
  /** First part of every AWS name, such as `stowage-dev`. */
  readonly prefix: string;
  readonly bundles: string;
}

const START_DEADLINE_MS = 30_000;

/**
 * Answers requests as the applied system would: only at the box's fixed address, only on a port that its security group
 * opens to everybody, by the container of the service that has this host port, started with the environment that ECS gives
 * it. Whatever is missing is the answer, with 502.
 */
export async function startWorld(options: WorldOptions): Promise<World> {
  let running: { readonly revision: string; readonly port: number; readonly process: LocalProcess } | undefined;
  const stop = async () => {
    running?.process.kill("SIGTERM");
    await running?.process;
    running = undefined;
  };
  const ended = new AbortController();
  const credentials = await startCredentialsEndpoint();
  const server = createServer(async (request, response) => {
    try {
      const { task, revision } = await containerBehind(request.headers.host ?? "", options);
      if (running?.revision !== revision) {
        await stop();
        running = { revision, ...(await started(task, options, credentials, ended.signal)) };
      }
      const answer = await patiently(`http://127.0.0.1:${running.port}${request.url}`);
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
      response.end(Buffer.from(await answer.arrayBuffer()));
    } catch (error) {
      response.writeHead(502).end(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
      await stop();
      ended.abort();
      await credentials[Symbol.asyncDispose]();
    },
  };
}

/** A container has a network of its own, a process has not: it listens on a free port in place of its own. */
async function started(
  task: AppliedTask,
  { system: { url }, bundles }: WorldOptions,
  credentials: CredentialsEndpoint,
  signal: AbortSignal,
) {
  const port = await freePort();
  const options = { system: { url, signal }, credentials, bundles, workload: "backend", extra: { PORT: String(port) } };
  return { port, process: startLocally(task, task.argv, options) };
}

/** The container that a host name leads to. @throws Error that says why there is none */
async function containerBehind(host: string, options: WorldOptions): Promise<{ task: AppliedTask; revision: string }> {
  const { system } = options;
  const { aws } = system;
  const [address = "", port = "80"] = host.split(":");
  const { Addresses = [] } = await aws.ec2.send(new DescribeAddressesCommand({ PublicIps: [address] }));
  if (Addresses.length === 0) throw new Error(`nobody has the address ${address}`);
  await requireOpenPort(Number(port), options);
  const { services = [] } = await aws.ecs.send(
    new DescribeServicesCommand({ cluster: `${options.prefix}-cluster`, services: [`${options.prefix}-backend`] }),
  );
  const revision = services[0]?.taskDefinition;
  if (revision === undefined) throw new Error("no service runs");
  return { task: await appliedTask(revision, system), revision };
}

/** The address leads to one of the hosts: the groups that they are launched with have to let everybody in. */
async function requireOpenPort(port: number, { system, prefix }: WorldOptions): Promise<void> {
  const { ec2, autoScaling } = system.aws;
  const named = { AutoScalingGroupNames: [`${prefix}-fleet`] };
  const { AutoScalingGroups: [group] = [] } = await autoScaling.send(new DescribeAutoScalingGroupsCommand(named));
  if (group?.Instances?.length === undefined) throw new Error(`the group ${prefix}-fleet has no host`);
  const { LaunchTemplateId, Version = "" } = group.LaunchTemplate ?? {};
  const { LaunchTemplateVersions: [template] = [] } = await ec2.send(
    new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: [Version] }),
  );
  const groups = (template?.LaunchTemplateData?.NetworkInterfaces ?? []).flatMap(({ Groups = [] }) => Groups);
  const { SecurityGroupRules = [] } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: groups }] }),
  );
  const open = SecurityGroupRules.some(
    ({ IsEgress, CidrIpv4, FromPort = 0, ToPort = 0 }) =>
      IsEgress === false && CidrIpv4 === "0.0.0.0/0" && FromPort <= port && port <= ToPort,
  );
  if (!open) throw new Error(`no rule of the hosts' groups (${groups.join(", ")}) opens port ${port} to everybody`);
}

/** A container that was just started needs some seconds to answer; ECS waits for its health check. */
async function patiently(url: string): Promise<Response> {
  const deadline = performance.now() + START_DEADLINE_MS;
  for (;;) {
    const answer = await fetch(url).catch((error: unknown) => error as Error);
    if (answer instanceof Response) return answer;
    if (performance.now() > deadline) throw new Error(`the container does not answer: ${answer.message}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
