import { describe, expect, test } from "vitest";
import { bootScript } from "../../test/support/boot/boot-script";
import { oneBox } from "../../test/support/one-box";
import { aStack, statements } from "../../test/support/template";
import type { Ec2FleetProps } from "./ec2-fleet";

const fleet = (changes: Partial<Ec2FleetProps> = {}) => aStack((stack) => void oneBox(stack, { fleet: changes }));
const userData = (changes: Partial<Ec2FleetProps> = {}) =>
  fleet(changes).one("aws_launch_template").user_data as string;

test("containers in bridge mode cannot reach the host's role: tokens required, one hop", () => {
  expect(fleet().one("aws_launch_template").metadata_options).toEqual({
    http_endpoint: "enabled",
    http_tokens: "required",
    http_put_response_hop_limit: 1,
  });
});

test("a burstable instance never bills CPU credits; others have no credit setting", () => {
  expect(fleet().one("aws_launch_template").credit_specification).toEqual({ cpu_credits: "standard" });
  expect(fleet({ instanceType: "m7g.medium" }).one("aws_launch_template").credit_specification).toBeUndefined();
});

test("there is no key pair, and the root volume is encrypted gp3 of 30 GiB", () => {
  const template = fleet().one("aws_launch_template");
  expect(template.key_name).toBeUndefined();
  expect(template.block_device_mappings).toEqual([
    {
      device_name: "/dev/xvda",
      ebs: { volume_size: 30, volume_type: "gp3", encrypted: "true", delete_on_termination: "true" },
    },
  ]);
});

test("Bottlerocket's system volume is encrypted gp3 of the image's own size, like its data volume", () => {
  const volume = { volume_type: "gp3", encrypted: "true", delete_on_termination: "true" };
  expect(fleet({ operatingSystem: "bottlerocket" }).one("aws_launch_template").block_device_mappings).toEqual([
    { device_name: "/dev/xvdb", ebs: { volume_size: 30, ...volume } },
    { device_name: "/dev/xvda", ebs: volume },
  ]);
});

test.each([
  ["t3.micro", undefined, "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"],
  ["t4g.small", undefined, "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"],
  ["t4g.small", "bottlerocket" as const, "/aws/service/bottlerocket/aws-ecs-2/arm64/latest/image_id"],
])("%s with %s boots the latest image for its architecture", (instanceType, operatingSystem, parameter) => {
  const changes = { instanceType, ...(operatingSystem ? { operatingSystem } : {}) };
  expect(fleet(changes).one("aws_launch_template").image_id).toBe(`resolve:ssm:${parameter}`);
});

test("a fixed image wins over the latest one", () => {
  expect(fleet({ imageId: "ami-0123456789abcdef0" }).one("aws_launch_template").image_id).toBe("ami-0123456789abcdef0");
});

describe("user data", () => {
  test("names the cluster by reference first, so that the cluster outlives its hosts", () => {
    const lines = userData().split("\\n");
    expect(lines[2]).toBe("ECS_CLUSTER=${aws_ecs_cluster.cluster.name}");
  });

  test("never starts the agent or Docker, which would deadlock with cloud-init", () => {
    expect(userData({ swapMiB: 512, elasticIp: true })).not.toMatch(/systemctl|service (ecs|docker)/);
  });

  test("makes swap and takes the address over only when asked", () => {
    expect(userData()).not.toMatch(/swap|associate-address/);
    expect(userData({ swapMiB: 512 })).toContain("count=512");
    expect(userData({ elasticIp: true })).toContain("--allocation-id ${aws_eip.");
  });

  test("drains on spot interruptions only on spot capacity", () => {
    expect(userData()).toContain("ECS_ENABLE_SPOT_INSTANCE_DRAINING=false");
    expect(userData({ spot: { alternativeTypes: ["t3a.micro"] } })).toContain("ECS_ENABLE_SPOT_INSTANCE_DRAINING=true");
  });

  test("leaves the reserved memory out of what the agent registers", () => {
    expect(userData()).toContain("ECS_RESERVED_MEMORY=100");
    expect(userData({ reservedMemoryMiB: 64 })).toContain("ECS_RESERVED_MEMORY=64");
  });

  test("is TOML on Bottlerocket", () => {
    expect(userData({ operatingSystem: "bottlerocket" })).toContain(
      "[settings.ecs]\\ncluster = '${aws_ecs_cluster.cluster.name}'",
    );
  });
});

describe("the Auto Scaling group", () => {
  test("can be destroyed: nothing is protected and nothing waits for draining on one box", () => {
    const template = fleet();
    expect(template.one("aws_autoscaling_group")).toMatchObject({ force_delete: true, protect_from_scale_in: false });
    expect(template.one("aws_ecs_capacity_provider").auto_scaling_group_provider).toMatchObject({
      managed_termination_protection: "DISABLED",
      managed_draining: "DISABLED",
      managed_scaling: { status: "ENABLED" },
    });
  });

  test("drains where another instance can take the tasks", () => {
    expect(fleet({ max: 2 }).one("aws_ecs_capacity_provider").auto_scaling_group_provider).toMatchObject({
      managed_draining: "ENABLED",
    });
  });

  test("boots only once there is a way out, and goes before it", () => {
    const waits = fleet().one("aws_autoscaling_group").depends_on as string[];
    for (const type of ["aws_internet_gateway", "aws_route", "aws_route_table_association", "aws_iam_role_policy"]) {
      expect(waits.some((address) => address.startsWith(`${type}.`))).toBe(true);
    }
    expect(waits.every((address) => /^[a-z0-9_]+\.[A-Za-z0-9_-]+$/.test(address))).toBe(true);
  });

  test("carries the tag that ECS would add, and leaves the capacity to managed scaling", () => {
    const group = fleet().one("aws_autoscaling_group");
    expect(group.tag).toContainEqual({ key: "AmazonECSManaged", value: "true", propagate_at_launch: true });
    expect(group.desired_capacity).toBeUndefined();
    expect(group.lifecycle).toEqual({ ignore_changes: ["desired_capacity"] });
  });

  test("launches before it terminates where it may have two instances", () => {
    const preferences = (changes: Partial<Ec2FleetProps>) =>
      (fleet(changes).one("aws_autoscaling_group").instance_refresh as { preferences: unknown }).preferences;
    expect(preferences({ max: 2 })).toMatchObject({ min_healthy_percentage: 100, max_healthy_percentage: 200 });
    expect(preferences({})).toMatchObject({ min_healthy_percentage: 0, max_healthy_percentage: 100 });
  });

  test("runs on spot with several types when asked", () => {
    const group = fleet({ spot: { alternativeTypes: ["t3a.micro"] } }).one("aws_autoscaling_group");
    expect(group.launch_template).toBeUndefined();
    expect(group).toMatchObject({
      capacity_rebalance: true,
      mixed_instances_policy: {
        launch_template: { override: [{ instance_type: "t3.micro" }, { instance_type: "t3a.micro" }] },
      },
    });
  });
});

test("the instance role may use this cluster only, and every wildcard is one that AWS cannot scope", () => {
  const template = fleet({ elasticIp: true });
  const policy = statements(template.one("aws_iam_role_policy").policy);
  expect(policy.map((statement) => statement.Sid)).toEqual([
    "RegisterWithCluster",
    "TalkToCluster",
    "FindCluster",
    "SessionManager",
    "TakeElasticIp",
    "TakeElasticIpForFleet",
  ]);
  expect(policy.filter((statement) => statement.Resource.includes("*")).map((statement) => statement.Sid)).toEqual([
    "FindCluster",
    "SessionManager",
  ]);
});

test("the fleet's firewall lets nothing in by itself", () => {
  expect(fleet().all("aws_vpc_security_group_ingress_rule")).toEqual({});
});

test("replacing the capacity provider redoes its association first, changing it in place does not", () => {
  const association = fleet().one("aws_ecs_cluster_capacity_providers");
  expect(association.lifecycle).toEqual({
    replace_triggered_by: [expect.stringMatching(/^aws_ecs_capacity_provider\.[\w-]+\.id$/)],
  });
});

test.each<[string, Partial<Ec2FleetProps>, string[]]>([
  ["an unknown type", { instanceType: "x9.huge" }, ["instance-type-unknown"]],
  ["min over max", { min: 2, max: 1 }, ["fleet-size"]],
  ["a root volume that does not boot", { rootVolumeGiB: 20 }, ["root-volume-size"]],
  ["more swap than disk", { swapMiB: 40_000 }, ["swap-size"]],
  ["an address for two instances", { max: 2, elasticIp: true }, ["elastic-ip-fleet"]],
  ["swap on Bottlerocket", { operatingSystem: "bottlerocket", swapMiB: 100 }, ["bottlerocket-no-script"]],
  [
    "spot types of two architectures",
    { spot: { alternativeTypes: ["t4g.micro"] } },
    ["instance-type-mixed-architecture"],
  ],
  ["several at once", { min: 3, rootVolumeGiB: 1 }, ["fleet-size", "root-volume-size"]],
])("refuses %s", (_, changes, codes) => {
  expect(fleet(changes).codes).toEqual(codes);
});

describe("growing", () => {
  test("adds one host at a time until all are full, or as it is told", () => {
    const scaling = (changes: Partial<Ec2FleetProps>) =>
      (fleet(changes).one("aws_ecs_capacity_provider").auto_scaling_group_provider as { managed_scaling: unknown })
        .managed_scaling;
    expect(scaling({})).toEqual({
      status: "ENABLED",
      target_capacity: 100,
      minimum_scaling_step_size: 1,
      maximum_scaling_step_size: 1,
    });
    expect(scaling({ max: 9, scaling: { targetPercent: 80, mostAtOnce: 3, warmupSeconds: 60 } })).toMatchObject({
      target_capacity: 80,
      maximum_scaling_step_size: 3,
      instance_warmup_period: 60,
    });
  });

  test("keeps stopped hosts ready, which join the cluster only when they are needed", () => {
    const template = fleet({ max: 3, warmPool: { size: 2 } });
    expect(template.one("aws_autoscaling_group")).toMatchObject({
      warm_pool: { min_size: 2, pool_state: "Stopped" },
      force_delete_warm_pool: true,
    });
    expect(template.one("aws_launch_template").user_data).toContain("ECS_WARM_POOLS_CHECK=true");
    expect(fleet({ warmPool: { size: 1, state: "Running" } }).one("aws_autoscaling_group").warm_pool).toMatchObject({
      pool_state: "Running",
    });
    expect(fleet().one("aws_autoscaling_group").warm_pool).toBeUndefined();
  });

  test("keeps some hosts off spot when asked", () => {
    const distribution = (spot: Ec2FleetProps["spot"]) =>
      (
        fleet({ max: 4, ...(spot && { spot }) }).one("aws_autoscaling_group").mixed_instances_policy as Record<
          string,
          unknown
        >
      ).instances_distribution;
    const alternativeTypes = ["t3a.micro"];
    expect(distribution({ alternativeTypes })).toMatchObject({ on_demand_base_capacity: 0 });
    expect(distribution({ alternativeTypes, onDemandBase: 2 })).toMatchObject({ on_demand_base_capacity: 2 });
  });

  test.each<[string, Partial<Ec2FleetProps>, string[]]>([
    ["hosts that are over full", { scaling: { targetPercent: 101 } }, ["fleet-number"]],
    ["no host at once", { scaling: { mostAtOnce: 0 } }, ["fleet-number"]],
    ["a negative warmup", { scaling: { warmupSeconds: -1 } }, ["fleet-number"]],
    ["more on-demand hosts than hosts", { spot: { alternativeTypes: [], onDemandBase: 2 } }, ["fleet-number"]],
    ["a disk alarm at 100 %", { diskAlarmPercent: 100 }, ["fleet-number"]],
    ["an empty warm pool", { warmPool: { size: 0 } }, ["fleet-number"]],
    ["a warm pool on spot", { warmPool: { size: 1 }, spot: { alternativeTypes: [] } }, ["warm-pool-spot"]],
    [
      "a warm pool on Bottlerocket",
      { warmPool: { size: 1 }, operatingSystem: "bottlerocket" },
      ["bottlerocket-no-script"],
    ],
    [
      "a disk alarm on Bottlerocket",
      { diskAlarmPercent: 80, operatingSystem: "bottlerocket" },
      ["bottlerocket-no-script"],
    ],
  ])("refuses %s", (_, changes, codes) => {
    expect(fleet(changes).codes).toEqual(codes);
  });
});

test("the boot script reaches the host as it was written, quotes and backslashes too", () => {
  const script = bootScript(userData({ elasticIp: true, swapMiB: 512, diskAlarmPercent: 80 }));
  expect(script).toContain('--instance-id "$instance"\n');
  expect(script).toContain("--output text \\\n");
  expect(script).toContain("ECS_CLUSTER=${aws_ecs_cluster.cluster.name}\n");
});
