import { describe, expect, test } from "vitest";
import { oneBox } from "../../test/support/one-box";
import { aStack } from "../../test/support/template";
import { type FargateOptions, fargate } from "./capacity";
import { Service } from "./service";

type Egress = NonNullable<NonNullable<Parameters<typeof oneBox>[1]>["network"]>["egress"];

function service(
  options: FargateOptions = {},
  egress: NonNullable<Egress> = "public-ip",
  size = { cpu: 256, memoryMiB: 512 },
) {
  return aStack((stack) => {
    const { cluster } = oneBox(stack, { network: { egress } });
    const container = { image: "app:1" };
    new Service(stack, "app", {
      cluster,
      runOn: fargate(options),
      ...size,
      container,
      alarms: { none: "a test: nobody" },
    });
  });
}

const network = (template: ReturnType<typeof service>) =>
  template.one("aws_ecs_service").network_configuration as { subnets: string[]; assign_public_ip: boolean };

describe("a service on Fargate", () => {
  test("is the same service on another capacity", () => {
    const template = service();
    expect(template.codes).toEqual([]);
    expect(template.one("aws_ecs_task_definition")).toMatchObject({
      requires_compatibilities: ["FARGATE"],
      network_mode: "awsvpc",
      cpu: "256",
      memory: "512",
      runtime_platform: { cpu_architecture: "X86_64" },
    });
    expect(template.one("aws_ecs_service").capacity_provider_strategy).toMatchObject([
      { capacity_provider: "FARGATE" },
    ]);
    expect(template.one("aws_ecs_cluster_capacity_providers").capacity_providers).toContain("FARGATE");
  });

  test("runs on spot capacity and on arm64 when it is told to", () => {
    const template = service({ spot: true, architecture: "arm64" });
    expect(template.one("aws_ecs_service").capacity_provider_strategy).toMatchObject([
      { capacity_provider: "FARGATE_SPOT" },
    ]);
    expect(template.one("aws_ecs_task_definition").runtime_platform).toMatchObject({ cpu_architecture: "ARM64" });
  });

  test("has the free scratch disk unless it asks for more", () => {
    expect(service().one("aws_ecs_task_definition").ephemeral_storage).toBeUndefined();
    expect(service({ ephemeralStorageGiB: 20 }).one("aws_ecs_task_definition").ephemeral_storage).toBeUndefined();
    expect(service({ ephemeralStorageGiB: 50 }).one("aws_ecs_task_definition").ephemeral_storage).toEqual({
      size_in_gib: 50,
    });
  });

  test("has a public address in a network whose way out is one, and none behind a NAT", () => {
    expect(network(service())).toMatchObject({
      assign_public_ip: true,
      subnets: [expect.stringMatching(/public/), expect.any(String)],
    });
    expect(network(service({}, "nat-gateway"))).toMatchObject({
      assign_public_ip: false,
      subnets: [expect.stringMatching(/private/), expect.any(String)],
    });
  });

  test("stands in the subnets that it is told", () => {
    expect(network(service({ subnets: "public" }, "nat-gateway"))).toMatchObject({
      assign_public_ip: true,
      subnets: [expect.stringMatching(/public/), expect.any(String)],
    });
    expect(network(service({ subnets: "private" }, "nat-gateway"))).toMatchObject({ assign_public_ip: false });
  });

  test.each([
    ["memory off the table", {}, "public-ip", { cpu: 256, memoryMiB: 4096 }, "fargate-memory"],
    ["CPU off the table", {}, "public-ip", { cpu: 300, memoryMiB: 512 }, "fargate-cpu"],
    ["too much scratch disk", { ephemeralStorageGiB: 201 }, "public-ip", undefined, "fargate-storage"],
    ["too little scratch disk", { ephemeralStorageGiB: 10 }, "public-ip", undefined, "fargate-storage"],
    ["private subnets where there are none", { subnets: "private" }, "public-ip", undefined, "fargate-subnets"],
    ["public subnets where there are none", { subnets: "public" }, "none", undefined, "fargate-subnets"],
  ] as const)("is refused with %s", (_, options, egress, size, code) => {
    expect(service(options, egress, size).codes).toEqual([code]);
  });
});
