import {
  AllocateAddressCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  DescribeAddressesCommand,
  DescribeVpcsCommand,
  EC2Client,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../ops/emulator/emulator";
import { localTools, projectRoot } from "../../test/e2e/support/local-tools";
import { AwsRelay } from "../../test/support/boot/aws-relay";
import { awsCli, Host, INSTANCE, noHost, noSwap, type StandIn } from "../../test/support/boot/sandbox";
import { writeRunnable } from "../../test/support/runnable";
import { amazonLinuxUserData, type UserDataProps } from "./user-data";

const { tools, skipped } = localTools();
const cli = await awsCli();
const missing =
  tools === undefined ? "no local AWS" : cli === undefined ? "no AWS CLI" : await noHost(["nft", "logger"]);
const noIptables = missing === undefined ? await noHost(["iptables"]) : missing;
const swapRefused = missing === undefined ? await noSwap() : undefined;
const note =
  tools === undefined
    ? skipped
    : missing !== undefined
      ? ` (skipped: ${missing})`
      : swapRefused === undefined
        ? ""
        : ` (swapon by a stand-in: ${swapRefused})`;

const METADATA = "http://169.254.169.254/latest/meta-data/instance-id";
const CREDENTIALS = "http://169.254.170.2/v2/credentials";
const INTERNET = "http://198.51.100.1/";

/** What Docker and the agent load once they run: their own chains, the way out, and the way to the task's credentials. */
const DOCKER = `
sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.conf.all.route_localnet=1
nft -f - <<'NFT'
table ip nat {
  chain PREROUTING {
    type nat hook prerouting priority dstnat;
    ip daddr 169.254.170.2 tcp dport 80 dnat to 127.0.0.1:51679
  }
  chain POSTROUTING {
    type nat hook postrouting priority srcnat;
    ip saddr 172.17.0.0/16 oifname != "docker0" masquerade
  }
}
table ip filter {
  chain DOCKER-USER { }
  chain FORWARD {
    type filter hook forward priority filter; policy drop;
    jump DOCKER-USER
    iifname "docker0" accept
    oifname "docker0" ct state related,established accept
  }
}
NFT`;
/** What boots of an instance do after the first: systemd's swap units, and cloud-init's scripts of every boot. */
const LATER_BOOT = "swapon -a; run-parts /var/lib/cloud/scripts/per-boot";

describe.skipIf(missing !== undefined)(`a host boots${note}`, () => {
  let emulator: Emulator;
  let ec2: EC2Client;

  beforeAll(async () => {
    emulator = await startEmulator({ projectRoot, python: tools?.moto.path ?? "" });
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    ec2 = new EC2Client({ region: "eu-west-1", endpoint: emulator.url, credentials });
    // AWS's default VPC has a gateway, without which no address leads to an instance; the emulator's has none.
    const { Vpcs: [vpc] = [] } = await ec2.send(new DescribeVpcsCommand({}));
    const { InternetGateway: gateway } = await ec2.send(new CreateInternetGatewayCommand({}));
    const attachment = { VpcId: vpc?.VpcId, InternetGatewayId: gateway?.InternetGatewayId };
    await ec2.send(new AttachInternetGatewayCommand(attachment));
  });
  afterAll(async () => {
    ec2.destroy();
    await emulator.stop();
  });

  /** A host of its own, with its address, and what takes the place of programs that it must not run here. */
  async function aHost(standIns: readonly StandIn[] = []) {
    const { AllocationId: allocationId = "" } = await ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
    const asked = { ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1 };
    const { Instances = [] } = await ec2.send(new RunInstancesCommand(asked));
    const instance = Instances[0]?.InstanceId ?? "";
    const host = new Host([
      { command: "sleep" },
      { command: "systemctl" },
      { command: "dnf", does: "case $* in *awscli-2*) ln -sf /offered/aws /stand-in/aws ;; esac" },
      ...(swapRefused === undefined ? [] : [{ command: "swapon" }]),
      ...standIns,
    ]);
    host.metadata({ instance });
    writeRunnable(`${host.root}/offered/aws`, `#!/bin/bash\n${cli}\n`);
    const relay = await AwsRelay.listen(host.relay, emulator.url);
    const script = (changes: Partial<UserDataProps> = {}) =>
      amazonLinuxUserData({ ...PROPS(allocationId), ...changes });
    return {
      host,
      relay,
      script,
      firstBoot: (changes: Partial<UserDataProps> = {}) => host.boot(`mkdir -p /etc/ecs\n${script(changes)}`),
      holder: async () => {
        const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ AllocationIds: [allocationId] }));
        return Addresses[0]?.InstanceId === instance ? "this host" : Addresses[0]?.InstanceId || "nobody";
      },
      [Symbol.asyncDispose]: async () => {
        await host[Symbol.asyncDispose]();
        await relay[Symbol.asyncDispose]();
      },
    };
  }

  const PROPS = (allocationId: string): UserDataProps => ({
    clusterName: "stowage-dev",
    reservedMemoryMiB: 100,
    spotDraining: false,
    warmPool: false,
    swapMiB: 8,
    elasticIp: { allocationId, region: "eu-west-1" },
    diskMetric: { groupName: "stowage-dev-fleet", region: "eu-west-1" },
  });

  const swaps = async (host: Host) => (await host.run("grep -c '^/swapfile ' /proc/swaps")).output;
  const swapIsOn = (host: Host) => (swapRefused === undefined ? swaps(host) : "1");

  test("with swap, its address, its disk reported, and containers that do not reach its credentials", async () => {
    await using it = await aHost();
    const { host } = it;
    await host.boot(DOCKER);
    expect(await host.containerReaches(METADATA), "or nothing is shown").toMatch(/^i-/);

    const { status, output } = await it.firstBoot();
    expect({ status, said: host.journal }).toEqual({ status: 0, said: "" });
    expect(output).not.toMatch(/error|fail|cannot|not found/i);
    expect(await swapIsOn(host)).toBe("1");
    expect(await host.file("/etc/fstab")).toBe("/swapfile none swap sw 0 0");
    expect((await host.run("stat -c %a /swapfile")).output).toBe("600");
    expect(await it.holder()).toBe("this host");
    expect(host.calls).toEqual(["dnf install -y -q awscli-2", "systemctl enable --now --no-block report-disk.timer"]);
    const metrics = "aws cloudwatch list-metrics --region eu-west-1 --namespace Stowage --output text";
    expect(await host.run(`/usr/local/bin/report-disk && ${metrics} | tail -n 1`)).toEqual({
      status: 0,
      output: "DIMENSIONS\tAutoScalingGroupName\tstowage-dev-fleet",
    });
    await host.run(DOCKER);
    expect(await host.containerReaches(METADATA)).toBeUndefined();
    expect(await host.containerReaches(CREDENTIALS)).toBe("credentials of the task, seen from 172.17.0.2");
    expect(await host.containerReaches(INTERNET)).toBe("internet, seen from 10.0.0.10");
    expect(
      (await host.run(`curl -sf -H 'X-aws-ec2-metadata-token: token-of-this-instance' ${METADATA}`)).output,
    ).toMatch(/^i-/);
    // Docker starts again and makes its chains anew.
    await host.run(`nft delete table ip nat; nft delete table ip filter\n${DOCKER}`);
    expect(await host.containerReaches(METADATA)).toBeUndefined();
  });

  test("and gives the agent the settings that it was asked for, read as systemd and as the agent read them", async () => {
    await using it = await aHost();
    await it.firstBoot({ swapMiB: 0, elasticIp: undefined, diskMetric: undefined } as Partial<UserDataProps>);
    const text = (await it.host.file("/etc/ecs/ecs.config")) ?? "";
    expect(asTheAgentReads(text)).toEqual(asSystemdReads(text));
    expect(asTheAgentReads(text)).toMatchObject({
      ECS_CLUSTER: "stowage-dev",
      ECS_RESERVED_MEMORY: "100",
      ECS_AWSVPC_BLOCK_IMDS: "true",
      ECS_DYNAMIC_HOST_PORT_RANGE: "32768-60999",
    });
    expect(it.host.calls).toEqual([]);
  });

  test("a second time, where nothing on its disk changes and everything holds again", async () => {
    await using it = await aHost();
    const { host } = it;
    await it.firstBoot();
    const disk =
      "cd / && find .upper swapfile -path .upper/tmp -prune -o -type f -print0 | sort -z | xargs -0 sha256sum";
    const before = (await host.run(disk)).output;
    const { status } = await host.boot(LATER_BOOT);
    expect({ status, said: host.journal }).toEqual({ status: 0, said: "" });
    expect(await swapIsOn(host)).toBe("1");
    await host.run(DOCKER);
    expect(await host.containerReaches(METADATA)).toBeUndefined();
    expect(await it.holder()).toBe("this host");
    // The whole script again, as after `cloud-init clean`.
    await host.run(it.script());
    expect((await host.run(disk)).output).toBe(before);
    expect((await host.run("nft list ruleset | grep -c 169.254.169.254")).output).toBe("1");
    expect(host.journal).toBe("");
  });

  test.skipIf(noIptables !== undefined)(
    `with the same rule by iptables, which the image has, where nobody added nft${noIptables ? ` (skipped: ${noIptables})` : ""}`,
    async () => {
      await using it = await aHost();
      await it.host.boot(`${DOCKER}\nrm -f "$(command -v nft)"`);
      for (let time = 1; time <= 2; time++) await it.host.run(`mkdir -p /etc/ecs\n${it.script()}`);
      expect(await it.host.containerReaches(METADATA)).toBeUndefined();
      expect(await it.host.containerReaches(INTERNET)).toBe("internet, seen from 10.0.0.10");
      expect((await it.host.run("iptables -t mangle -S FORWARD | grep -c 169.254.169.254")).output).toBe("1");
      expect(it.host.journal).toBe("");
    },
  );

  test("and takes its address at the second call when the first is refused", async () => {
    await using it = await aHost();
    it.relay.refuse = 1;
    await it.firstBoot();
    expect(await it.holder()).toBe("this host");
    expect(it.host.calls.filter((call) => call === "sleep 10")).toHaveLength(1);
    expect(it.host.journal).toBe("");
  });

  test("and takes its address at a later boot when it could not at the first", async () => {
    await using it = await aHost();
    it.host.metadata({ failing: true });
    await it.firstBoot();
    expect(await it.holder()).toBe("nobody");
    it.host.metadata({ instance: INSTANCE });
    it.host.metadata({ instance: await instanceOf(ec2) });
    await it.host.boot(LATER_BOOT);
    expect(await it.holder()).not.toBe("nobody");
  });

  interface Failure {
    readonly standIn?: StandIn;
    readonly before?: string;
    readonly metadata?: boolean;
    readonly said: readonly string[];
    readonly joins?: false;
  }

  test.each<[string, Failure]>([
    ["dd", { standIn: fails("dd"), said: ["no swap file: this host runs without swap"] }],
    ["mkswap", { standIn: fails("mkswap"), said: ["no swap file: this host runs without swap"] }],
    ["swapon", { standIn: fails("swapon"), said: ["swap is not on"] }],
    [
      "nft",
      {
        standIn: fails("nft"),
        said: ["no rule against the metadata service: only its hop limit keeps containers out"],
      },
    ],
    ["dnf", { standIn: fails("dnf"), said: ["no AWS CLI: this host takes no Elastic IP and reports no disk"] }],
    [
      "the metadata service",
      { metadata: true, said: ["the Elastic IP is not taken over: this host keeps the address it booted with"] },
    ],
    [
      "the AWS CLI",
      { standIn: fails("aws"), said: ["the Elastic IP is not taken over: this host keeps the address it booted with"] },
    ],
    ["systemctl", { standIn: fails("systemctl"), said: ["this host does not report its disk"] }],
    [
      "the disk",
      {
        before: "rmdir /etc/ecs; touch /etc/ecs",
        said: ["no agent configuration: this host joins no cluster"],
        joins: false,
      },
    ],
  ])("and says so when %s fails, and joins its cluster without, or on purpose none", async (_, failure) => {
    await using it = await aHost(failure.standIn === undefined ? [] : [failure.standIn]);
    if (failure.metadata === true) it.host.metadata({ failing: true });
    const { status, output } = await it.host.boot(`mkdir -p /etc/ecs\n${failure.before ?? ""}\n${it.script()}`);
    const said = it.host.journal.split("\n").flatMap((line) => /stowage-boot: (.*)$/.exec(line)?.[1] ?? []);
    expect({ said, onConsole: failure.said.every((line) => output.includes(line)) }).toEqual({
      said: failure.said,
      onConsole: true,
    });
    const settings = asTheAgentReads((await it.host.file("/etc/ecs/ecs.config")) ?? "");
    expect(settings.ECS_CLUSTER).toBe(failure.joins === false ? undefined : "stowage-dev");
    // What comes after the step is done all the same.
    expect(it.host.calls.at(-1)).toBe("systemctl enable --now --no-block report-disk.timer");
    expect(status).toBe(0);
  });
});

function fails(command: string): StandIn {
  return { command, does: "exit 1" };
}

async function instanceOf(ec2: EC2Client): Promise<string> {
  const asked = { ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1 };
  const { Instances = [] } = await ec2.send(new RunInstancesCommand(asked));
  return Instances[0]?.InstanceId ?? "";
}

/** `getEnvVars` of ecs-init: https://github.com/aws/amazon-ecs-agent/blob/master/ecs-init/docker/docker.go */
function asTheAgentReads(text: string): Record<string, string> {
  const pairs = text
    .trim()
    .split("\n")
    .map((line) => /^([^=]*)=(.*)$/.exec(line.trim()));
  return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? "", pair[2] ?? ""]])));
}

/**
 * `EnvironmentFile` of ecs.service: comments, quotes and backslashes have a meaning there, which the agent does not know.
 * https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=
 */
function asSystemdReads(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line !== "" && !/^[#;]/.test(line));
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = "", value = ""] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line) ?? [];
      return [
        name,
        value
          .trim()
          .replace(/^(["'])(.*)\1$/, "$2")
          .replaceAll(/\\(.)/g, "$1"),
      ];
    }),
  );
}
