import { said } from "../boot-log";

/** Allocation id of the Elastic IP that the host takes over, and the region it is in. */
export interface ElasticIp {
  readonly allocationId: string;
  readonly region: string;
}

/** Where cloud-init looks for what it runs at every boot. The agent waits for cloud-init, so all of it comes before any task. */
const FILE = "/var/lib/cloud/scripts/per-boot/stowage";

/**
 * Lines that write the script of every boot and run it for this one.
 * @see https://docs.cloud-init.io/en/latest/reference/modules.html#scripts-per-boot
 */
export function everyBoot(props: {
  readonly needsAwsCli: boolean;
  readonly elasticIp: ElasticIp | undefined;
}): string[] {
  const { needsAwsCli, elasticIp } = props;
  return [
    `mkdir -p ${FILE.slice(0, FILE.lastIndexOf("/"))}`,
    `cat > ${FILE} <<'BOOT'`,
    "#!/bin/bash",
    ...BLOCK_METADATA,
    ...(needsAwsCli || elasticIp !== undefined ? AWS_CLI : []),
    ...(elasticIp === undefined ? [] : takeElasticIp(elasticIp)),
    "BOOT",
    `{ chmod 755 ${FILE} && ${FILE}; } || ${said("the script of every boot did not run")}`,
  ];
}

/**
 * Containers do not reach the host's credentials: what they send on a bridge is forwarded, what the host itself asks is
 * not. The second lock beside the hop limit of 1, which is a setting of the instance that one API call changes. Not in
 * Docker's own chains, which are there only once Docker runs: a drop in a table of its own counts whatever another accepts.
 * The image has iptables, because the agent's package requires it, and nft only when somebody adds it. Tasks in awsvpc mode
 * are not forwarded by the host; `ECS_AWSVPC_BLOCK_IMDS` is theirs. Nothing can keep host mode out.
 * @see https://repost.aws/knowledge-center/ecs-container-ec2-metadata
 * @see https://wiki.nftables.org/wiki-nftables/index.php/Configuring_chains#Base_chain_priority
 */
const BLOCK_METADATA = [
  "block_metadata() {",
  "  if command -v nft >/dev/null; then",
  "    nft -f - <<'NFT'",
  "table inet stowage",
  "delete table inet stowage",
  "table inet stowage {",
  "  chain forward {",
  "    type filter hook forward priority -10; policy accept;",
  "    ip daddr 169.254.169.254 drop",
  "    ip6 daddr fd00:ec2::254 drop",
  "  }",
  "}",
  "NFT",
  "    return",
  "  fi",
  "  set -- FORWARD -d 169.254.169.254 -j DROP",
  '  iptables -w -t mangle -C "$@" 2>/dev/null || iptables -w -t mangle -I "$@"',
  "}",
  `block_metadata || ${said("no rule against the metadata service: only its hop limit keeps containers out")}`,
];

/** Bounded by the number of tries and a limit on each, because the agent waits for the end. */
const AWS_CLI = [
  "try() {",
  "  local left=$1",
  "  shift",
  '  until "$@"; do',
  "    left=$((left - 1))",
  "    [ $left -gt 0 ] || return 1",
  "    sleep 10",
  "  done",
  "}",
  "need_aws() {",
  "  command -v aws >/dev/null || timeout 180 dnf install -y -q awscli-2",
  "}",
  `try 6 need_aws || ${said("no AWS CLI: this host takes no Elastic IP and reports no disk")}`,
];

/**
 * Three minutes when the answers come at once, then the instance lives on with the address it booted with and tries again
 * at its next boot. Before the agent, because the address it booted with ends, and with it what is connected.
 */
function takeElasticIp({ allocationId, region }: ElasticIp): string[] {
  return [
    "metadata() {",
    '  curl -fsS --max-time 5 "$@"',
    "}",
    "take_address() {",
    "  local token instance",
    "  token=$(metadata -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token) || return",
    '  instance=$(metadata -H "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/instance-id) || return',
    "  timeout 60 aws ec2 associate-address --allow-reassociation --output text \\",
    `    --region ${region} --allocation-id ${allocationId} --instance-id "$instance"`,
    "}",
    "if command -v aws >/dev/null; then",
    `  try 18 take_address || ${said("the Elastic IP is not taken over: this host keeps the address it booted with")}`,
    "fi",
  ];
}
