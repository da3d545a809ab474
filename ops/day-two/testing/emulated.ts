import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { RunInstancesCommand } from "@aws-sdk/client-ec2";
import {
  CreateClusterCommand,
  RegisterContainerInstanceCommand,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { execa } from "execa";
import { localTools, projectRoot } from "../../../test/e2e/support/local-tools";
import { type Emulator, startEmulator } from "../../emulator/emulator";
import { type AwsClients, emulatorClients } from "../../rehearsal/aws-clients";
import { emulatorEnvironment, writeAwsFiles } from "../../terraform/environment";

/** Where environments/dev.ts is. */
export const REGION = "eu-west-1";
export const CLUSTER = "stowage-dev-cluster";

/** What the command line answered. */
export interface Answer {
  readonly status: number | undefined;
  readonly out: string;
  readonly err: string;
}

/** An emulator, clients of it, and the real command line, which reaches nothing else. */
export interface Emulated extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly aws: AwsClients;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** The emulator moves a task on by one status each time it is described; from now on only every so many times. */
  readonly keepTasks: (times: number) => Promise<void>;
  readonly stowage: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Answer>;
}

export const { tools, skipped } = localTools();

export async function emulated(): Promise<Emulated> {
  const folder = await mkdtemp(path.join(tmpdir(), "stowage-day-two-"));
  const emulator = await startEmulator({ projectRoot, python: tools!.moto.path });
  const address = { url: emulator.url, region: REGION };
  const env = emulatorEnvironment(address, await writeAwsFiles(folder, address), "/dev/null");
  return {
    emulator,
    aws: emulatorClients(address),
    env,
    folder,
    keepTasks: (times) => keepTasks(emulator.url, times),
    stowage: (args, more) => stowage(args, { ...env, ...more }),
    async [Symbol.asyncDispose]() {
      await emulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @see https://docs.getmoto.org/en/latest/docs/configuration/state_transition/index.html */
export async function keepTasks(url: string, times: number): Promise<void> {
  const body = JSON.stringify({ model_name: "ecs::task", transition: { progression: "manual", times } });
  const { ok } = await fetch(`${url}/moto-api/state-manager/set-transition`, { method: "POST", body });
  if (!ok) throw new Error("the emulator does not let tasks be kept");
}

async function stowage(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Answer> {
  const program = path.join(projectRoot, "ops/stowage.mjs");
  const answer = await execa(process.execPath, [program, ...args], { env, extendEnv: false, reject: false });
  return { status: answer.exitCode, out: answer.stdout, err: answer.stderr };
}

/** A cluster with one host, which the emulator wants before it runs a task. */
export async function clusterWithHost(world: Emulated): Promise<void> {
  await world.aws.ecs.send(new CreateClusterCommand({ clusterName: CLUSTER }));
  await addHost(CLUSTER, world);
}

/** A host of a cluster, on which it runs tasks. */
export async function addHost(cluster: string, { aws, emulator }: Pick<Emulated, "aws" | "emulator">): Promise<void> {
  const image = { ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1 };
  const { Instances: [host] = [] } = await aws.ec2.send(new RunInstancesCommand(image));
  const document = { region: REGION, instanceId: host?.InstanceId, accountId: emulator.account };
  await aws.ecs.send(
    new RegisterContainerInstanceCommand({ cluster, instanceIdentityDocument: JSON.stringify(document) }),
  );
}

/** A task definition of one of dev's workloads. @returns its ARN with the revision */
export async function registered(workload: string, { aws }: Emulated, memory = 128): Promise<string> {
  const container = { name: workload, image: "busybox", cpu: 128, memory, essential: true };
  const definition = { family: `stowage-dev-${workload}`, containerDefinitions: [container] };
  const { taskDefinition } = await aws.ecs.send(new RegisterTaskDefinitionCommand(definition));
  return taskDefinition!.taskDefinitionArn!;
}
