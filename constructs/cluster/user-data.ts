import { said } from "../boot-log";
import { DISK_METRIC } from "../monitoring/fleet-alarms";
import { type ElasticIp, everyBoot } from "./every-boot";

/** What the ECS agent and the host are told at first boot. Strings may hold tokens; nothing here looks inside them. */
export interface UserDataProps {
  readonly clusterName: string;
  /** MiB that the agent leaves out of what it registers, for the operating system, Docker and itself. */
  readonly reservedMemoryMiB: number;
  /** Drain when EC2 announces an interruption. Only useful on spot capacity. */
  readonly spotDraining: boolean;
  readonly warmPool: boolean;
  /** MiB of swap file on the root volume; 0 for none. AL2023 only. */
  readonly swapMiB: number;
  /** Allocation id of the Elastic IP that this instance takes over, and the region it is in. AL2023 only. @default - none */
  readonly elasticIp?: ElasticIp;
  /** The group under whose name the host reports how full its disk is, every five minutes. AL2023 only. @default - it does not */
  readonly diskMetric?: { readonly groupName: string; readonly region: string };
}

/** Ports the agent may give to containers that ask for any (`hostPort: 0`). The security group opens exactly these to a balancer. */
export const DYNAMIC_PORTS = { from: 32768, to: 60999 } as const;

/**
 * Agent settings.
 * The clean-up values keep a 30 GiB disk from filling up with old images, after which the agent disconnects.
 * @see https://github.com/aws/amazon-ecs-agent/blob/master/README.md
 * @see https://github.com/aws/amazon-ecs-agent/issues/463
 */
function agentSettings(props: UserDataProps): [string, string][] {
  return [
    // First, so that nothing that fails later can leave the instance in the cluster "default".
    ["ECS_CLUSTER", props.clusterName],
    ["ECS_RESERVED_MEMORY", String(props.reservedMemoryMiB)],
    ["ECS_ENABLE_TASK_IAM_ROLE", "true"],
    ["ECS_AWSVPC_BLOCK_IMDS", "true"],
    ["ECS_DYNAMIC_HOST_PORT_RANGE", `${DYNAMIC_PORTS.from}-${DYNAMIC_PORTS.to}`],
    ["ECS_IMAGE_CLEANUP_INTERVAL", "10m"],
    ["ECS_IMAGE_MINIMUM_CLEANUP_AGE", "20m"],
    ["ECS_NUM_IMAGES_DELETE_PER_CYCLE", "10"],
    ["ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION", "30m"],
    ["ECS_ENABLE_SPOT_INSTANCE_DRAINING", String(props.spotDraining)],
    ["ECS_WARM_POOLS_CHECK", String(props.warmPool)],
  ];
}

/**
 * The first-boot script for Amazon Linux 2023. It writes `/etc/ecs/ecs.config` and never starts or restarts `ecs` or
 * `docker`: both wait for cloud-init, which waits for this script. cloud-init runs it once in the life of an instance; what
 * every boot needs, it leaves to `/etc/fstab`, to systemd, and to the script of `every-boot.ts`, which it runs too.
 *
 * No step ends it: a step that fails says so in the journal and, by cloud-init, on the console, and the host joins the
 * cluster without what the step would have given. Only a host without its configuration joins none: the agent would look
 * for the cluster named default, where its role may not register.
 * @see https://github.com/aws/amazon-ecs-agent/issues/1707
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
 */
export function amazonLinuxUserData(props: UserDataProps): string {
  const settings = agentSettings(props).map(([key, value]) => `${key}=${value}`);
  return lines([
    "#!/bin/bash",
    `cat > /etc/ecs/ecs.config <<'ECS' || ${said("no agent configuration: this host joins no cluster")}`,
    ...settings,
    "ECS",
    ...(props.swapMiB > 0 ? swap(props.swapMiB) : []),
    ...everyBoot({ needsAwsCli: props.diskMetric !== undefined, elasticIp: props.elasticIp }),
    ...(props.diskMetric === undefined ? [] : reportDisk(props.diskMetric)),
  ]);
}

const lines = (parts: readonly string[]) => `${parts.join("\n")}\n`;

/** The same settings in Bottlerocket's TOML. @see https://bottlerocket.dev/en/os/latest/api/settings/ecs/ */
export function bottlerocketUserData(props: UserDataProps): string {
  return [
    "[settings.ecs]",
    `cluster = '${props.clusterName}'`,
    `reserved-memory = ${props.reservedMemoryMiB}`,
    `enable-spot-instance-draining = ${props.spotDraining}`,
    "image-cleanup-wait = '10m'",
    "image-cleanup-age = '20m'",
    "image-cleanup-delete-per-cycle = 10",
    "task-cleanup-wait = '30m'",
    "",
  ].join("\n");
}

/**
 * Written out in full by `dd`: swap on a sparse file fails on XFS, the root file system of AL2023. The line in `/etc/fstab`
 * comes last, so that a half-written file is made again, and never switched on by a later boot.
 */
function swap(mib: number): string[] {
  return [
    "if ! grep -q '^/swapfile ' /etc/fstab; then",
    `  if (umask 077 && dd if=/dev/zero of=/swapfile bs=1M count=${mib} status=none && mkswap -q /swapfile); then`,
    "    echo '/swapfile none swap sw 0 0' >> /etc/fstab",
    "  else",
    "    rm -f /swapfile",
    `    ${said("no swap file: this host runs without swap")}`,
    "  fi",
    "fi",
    `swapon -a || ${said("swap is not on")}`,
  ];
}

/** A timer of its own: AL2023 has no cron. `--no-block`, because everything started here waits for cloud-init. */
function reportDisk(metric: { groupName: string; region: string }): string[] {
  const { namespace, metricName } = DISK_METRIC;
  const put = `aws cloudwatch put-metric-data --region ${metric.region} --namespace ${namespace} --metric-name ${metricName}`;
  return [
    "cat > /usr/local/bin/report-disk <<'REPORT'",
    "#!/bin/bash",
    "used=$(df --output=pcent / | tail -n 1 | tr -dc 0-9)",
    `${put} --unit Percent --dimensions AutoScalingGroupName=${metric.groupName} --value "$used"`,
    "REPORT",
    "chmod 755 /usr/local/bin/report-disk",
    "cat > /etc/systemd/system/report-disk.service <<'UNIT'",
    "[Service]",
    "Type=oneshot",
    "ExecStart=/usr/local/bin/report-disk",
    "UNIT",
    "cat > /etc/systemd/system/report-disk.timer <<'UNIT'",
    "[Timer]",
    "OnBootSec=2min",
    "OnUnitActiveSec=5min",
    "[Install]",
    "WantedBy=timers.target",
    "UNIT",
    `systemctl enable --now --no-block report-disk.timer || ${said("this host does not report its disk")}`,
  ];
}
