import { DISK_METRIC } from "../monitoring/fleet-alarms";

/**
 * What the ECS agent and the host are told at first boot. Strings may hold tokens; nothing here looks inside them.
 * The scripts hold no double quote and no backslash: CDKTF passes neither whole to a Terraform function; a backslash at the
 * end of a line arrives as a backslash and the letter n.
 */
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
  readonly elasticIp?: { readonly allocationId: string; readonly region: string };
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
 * `docker`: both wait for cloud-init, which waits for this script.
 * @see https://github.com/aws/amazon-ecs-agent/issues/1707
 */
export function amazonLinuxUserData(props: UserDataProps): string {
  const settings = agentSettings(props).map(([key, value]) => `${key}=${value}`);
  const parts = ["#!/bin/bash", "cat > /etc/ecs/ecs.config <<'ECS'", ...settings, "ECS"];
  if (props.swapMiB > 0) parts.push(...swap(props.swapMiB));
  if (props.elasticIp !== undefined || props.diskMetric !== undefined) parts.push(AWS_CLI);
  if (props.elasticIp !== undefined) parts.push(...takeElasticIp(props.elasticIp));
  if (props.diskMetric !== undefined) parts.push(...reportDisk(props.diskMetric));
  return `${parts.join("\n")}\n`;
}

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

/** Written out in full by `dd`: swap on a sparse file fails on XFS, the root file system of AL2023. */
function swap(mib: number): string[] {
  return [
    "if [ ! -f /swapfile ]; then",
    `  dd if=/dev/zero of=/swapfile bs=1M count=${mib} && chmod 600 /swapfile && mkswap /swapfile`,
    "  echo '/swapfile none swap sw 0 0' >> /etc/fstab",
    "fi",
    "swapon -a",
  ];
}

const AWS_CLI = "command -v aws >/dev/null || dnf install -y awscli-2";

/** Bounded: three minutes of trying, then the instance lives on with the address it booted with. */
function takeElasticIp(elasticIp: { allocationId: string; region: string }): string[] {
  return [
    "token=$(curl -sX PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' http://169.254.169.254/latest/api/token)",
    "instance=$(curl -s -H X-aws-ec2-metadata-token:$token http://169.254.169.254/latest/meta-data/instance-id)",
    "for attempt in $(seq 1 18); do",
    "  aws ec2 associate-address --instance-id $instance --allow-reassociation --region " +
      `${elasticIp.region} --allocation-id ${elasticIp.allocationId} && break`,
    "  sleep 10",
    "done",
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
    `${put} --unit Percent --dimensions AutoScalingGroupName=${metric.groupName} --value $used`,
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
    "systemctl enable --now --no-block report-disk.timer",
  ];
}
