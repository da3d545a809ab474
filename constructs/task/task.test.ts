import { Construct } from "constructs";
import { describe, expect, test } from "vitest";
import { oneBox } from "../../test/support/one-box";
import { aStack, containers, statements } from "../../test/support/template";
import { parameter } from "../security/parameter";
import { Secret } from "../security/secret";
import { ImageRepository } from "../storage/image-repository";
import { fargate } from "./capacity";
import type { ContainerProps } from "./container";
import { Task, type TaskProps } from "./task";

/** A task of one container, as `Service` and the others hold one. */
function task(
  container: Partial<ContainerProps> = {},
  changes: Record<string, unknown> = {},
  publication?: { hostPort: number },
) {
  return aStack((stack) => {
    const { cluster, fleet } = oneBox(stack);
    const props = {
      cluster,
      runOn: fleet,
      cpu: 128,
      memoryMiB: 64,
      container: { image: "nginx:1.29", ...container },
      ...changes,
    };
    new Task(new Construct(stack, "web"), "task", props as TaskProps, publication);
  });
}
const definition = (...args: Parameters<typeof task>) => task(...args).one("aws_ecs_task_definition");
const container = (...args: Parameters<typeof task>) => containers(definition(...args).container_definitions)[0]!;

test("the smallest container is written in the canonical form that ECS returns", () => {
  expect(container()).toEqual({
    name: "web",
    image: "nginx:1.29",
    cpu: 128,
    memory: 64,
    essential: true,
    environment: [],
    portMappings: [],
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
    linuxParameters: { initProcessEnabled: true, maxSwap: 0 },
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.web_task_logs_[0-9A-F]{8}\.name\}$/),
        "awslogs-region": "${data.aws_region.region.name}",
        "awslogs-stream-prefix": "web",
        "max-buffer-size": "4m",
        mode: "non-blocking",
      },
    },
  });
});

describe("each container property reaches the definition", () => {
  test.each<[keyof ContainerProps, ContainerProps[keyof ContainerProps], Record<string, unknown>]>([
    ["name", "other", { name: "other" }],
    ["entryPoint", ["/bin/sh"], { entryPoint: ["/bin/sh"] }],
    ["command", ["-c", 'echo "${HOME}"'], { command: ["-c", 'echo "$${HOME}"'] }],
    ["workingDirectory", "/srv", { workingDirectory: "/srv" }],
    ["user", "1000:1000", { user: "1000:1000" }],
    [
      "environment",
      { B: "2", A: "${x}" },
      {
        environment: [
          { name: "A", value: "$${x}" },
          { name: "B", value: "2" },
        ],
      },
    ],
    [
      "ulimits",
      { nofile: { soft: 1024, hard: 4096 } },
      { ulimits: [{ name: "nofile", softLimit: 1024, hardLimit: 4096 }] },
    ],
    ["dockerLabels", { b: "2", a: "1" }, { dockerLabels: { a: "1", b: "2" } }],
    ["stopTimeoutSeconds", 60, { stopTimeout: 60 }],
    ["initProcess", false, { linuxParameters: { initProcessEnabled: false, maxSwap: 0 } }],
    ["maxSwapMiB", 128, { linuxParameters: { initProcessEnabled: true, maxSwap: 128 } }],
    ["readonlyRootFilesystem", true, { readonlyRootFilesystem: true }],
    [
      "logDriver",
      { driver: "gelf", options: { "gelf-address": "udp://x" } },
      { logConfiguration: { logDriver: "gelf", options: { "gelf-address": "udp://x" } } },
    ],
    [
      "healthCheck",
      { command: ["true"], intervalSeconds: 10, timeoutSeconds: 2, retries: 5, startPeriodSeconds: 1 },
      { healthCheck: { command: ["CMD", "true"], interval: 10, timeout: 2, retries: 5, startPeriod: 1 } },
    ],
  ])("%s", (property, value, expected) => {
    expect(container({ [property]: value })).toMatchObject(expected);
  });

  test("mounts name a volume of the task", () => {
    const volumes = [{ name: "data", hostPath: "/data" }];
    const mounted = container({ mounts: [{ volume: "data", path: "/var/data", readOnly: true }] }, { volumes });
    expect(mounted.mountPoints).toEqual([{ sourceVolume: "data", containerPath: "/var/data", readOnly: true }]);
    expect(definition({}, { volumes }).volume).toEqual([{ name: "data", host_path: "/data" }]);
  });

  test("a health check by path uses the program the image has", () => {
    const command = (client: "node" | "wget" | "curl") =>
      (
        container({ port: 3000, healthCheck: { path: "/up", client } }).healthCheck as { command: string[] }
      ).command.slice(1, 3);
    expect(command("curl")).toEqual(["curl", "-fsS"]);
    expect(command("wget")).toEqual(["wget", "-q"]);
    expect(command("node")).toEqual(["node", "-e"]);
  });

  test("soft limits and sizes", () => {
    expect(container({}, { cpu: 256, memoryMiB: 100, memoryReservationMiB: 50 })).toMatchObject({
      cpu: 256,
      memory: 100,
      memoryReservation: 50,
    });
  });
});

test.each([
  "bridge",
  "host",
  "none",
  "awsvpc",
])("no container on EC2 swaps unless it is told to, in %s mode", (networkMode) => {
  expect(container({}, { networkMode }).linuxParameters).toEqual({ initProcessEnabled: true, maxSwap: 0 });
});

describe("the region", () => {
  const environments = (environment: Record<string, string>, secrets: ContainerProps["secrets"], grants: boolean) =>
    containers(
      aStack((stack) => {
        const { cluster, fleet } = oneBox(stack);
        const shared = { image: "nginx:1.29", cpu: 64, memoryMiB: 64, environment, ...(secrets ? { secrets } : {}) };
        const task = new Task(stack, "web", {
          cluster,
          runOn: fleet,
          containers: [
            { ...shared, name: "web" },
            { ...shared, name: "sidecar" },
          ],
        });
        const statement = { sid: "List", actions: ["s3:ListBucket"], resources: ["arn:aws:s3:::x"], reason: "test" };
        if (grants) task.taskRole.allow(statement);
      }).one("aws_ecs_task_definition").container_definitions,
    ).map((container) => container.environment);
  const secret: ContainerProps["secrets"] = {
    AWS_REGION: { valueFrom: "arn", arn: "arn", origin: "test", grantInjection: () => {} },
  };
  const region = (value: string) => [{ name: "AWS_REGION", value }];

  test.each([
    [
      "reaches every container of a task that may call AWS, though it is allowed to later",
      {},
      undefined,
      true,
      region("${data.aws_region.region.name}"),
    ],
    [
      "is left alone where a container says its own",
      { AWS_REGION: "eu-south-1" },
      undefined,
      true,
      region("eu-south-1"),
    ],
    ["is left alone where a container injects its own: ECS takes a name once", {}, secret, true, []],
    ["is not set in a task that may do nothing", {}, undefined, false, []],
  ])("%s", (_, environment, secrets, grants, expected) => {
    expect(environments(environment, secrets, grants)).toEqual([expected, expected]);
  });
});

describe("ports by network mode", () => {
  test.each([
    ["bridge", undefined, []],
    ["bridge", { hostPort: 80 }, [{ containerPort: 3000, hostPort: 80, protocol: "tcp" }]],
    ["bridge", { hostPort: 0 }, [{ containerPort: 3000, hostPort: 0, protocol: "tcp" }]],
    ["host", undefined, [{ containerPort: 3000, hostPort: 3000, protocol: "tcp" }]],
    ["none", { hostPort: 80 }, []],
  ])("%s published as %j", (networkMode, publication, expected) => {
    expect(container({ port: 3000 }, { networkMode }, publication).portMappings).toEqual(expected);
    expect(definition({ port: 3000 }, { networkMode }, publication).network_mode).toBe(networkMode);
  });
});

describe("several containers", () => {
  const two = (changes: Record<string, unknown> = {}) => ({
    container: undefined,
    cpu: undefined,
    memoryMiB: undefined,
    containers: [
      { name: "app", image: "app:1", cpu: 128, memoryMiB: 64, dependsOn: { proxy: "HEALTHY" }, ...changes },
      {
        name: "proxy",
        image: "proxy:1",
        cpu: 64,
        memoryMiB: 32,
        essential: false,
        healthCheck: { command: ["true"] },
      },
    ],
  });

  test("keep their order and name what they wait for", () => {
    const [app, proxy] = containers(definition({}, two()).container_definitions);
    expect(app).toMatchObject({ name: "app", dependsOn: [{ containerName: "proxy", condition: "HEALTHY" }] });
    expect(proxy).toMatchObject({ name: "proxy", essential: false });
    expect(task({}, two()).codes).toEqual([]);
  });

  test.each([
    [{ dependsOn: { nobody: "START" } }, ["unknown-container"]],
    [{ dependsOn: { app: "START" } }, ["depends-on-cycle"]],
    [{ essential: false }, ["no-essential-container"]],
    [{ healthCheck: { command: ["true"], retries: 11 } }, ["container-health-check"]],
    [{ ulimits: { files: { soft: 1, hard: 1 } } }, ["ulimit-name"]],
    [{ name: "proxy", dependsOn: {} }, ["duplicate-container"]],
    [{ mounts: [{ volume: "nowhere", path: "/x" }] }, ["unknown-volume"]],
  ])("refuses %j", (changes, codes) => {
    expect(task({}, two(changes)).codes).toEqual(codes);
  });
});

describe("permissions", () => {
  const execution = (template: ReturnType<typeof task>) =>
    statements(template.one("aws_iam_role_policy", "web_task_execution-role").policy).map((statement) => statement.Sid);

  test("a task with a public image may write its own logs and nothing else", () => {
    expect(execution(task())).toEqual(["WriteLogs"]);
    expect(Object.keys(task().all("aws_iam_role_policy")).filter((name) => name.includes("task-role"))).toEqual([]);
  });

  test("an image of ours, injected secrets and registry credentials add exactly what they need", () => {
    const template = aStack((stack) => {
      const { cluster, fleet } = oneBox(stack);
      const repository = new ImageRepository(stack, "images");
      const database = new Secret(stack, "database", { description: "x", keys: ["password"] });
      const registry = new Secret(stack, "registry", { description: "x", keys: ["username", "password"] });
      new Secret(stack, "other", { description: "nobody reads it" });
      new Task(new Construct(stack, "web"), "task", {
        cluster,
        runOn: fleet,
        cpu: 1,
        memoryMiB: 64,
        container: {
          image: repository.image(`${repository.url}:1`),
          secrets: { PASSWORD: database.key("password"), TOKEN: parameter(stack, "/shop/token") },
          registryCredentials: registry,
        },
      });
    });
    const policy = statements(template.one("aws_iam_role_policy", "web_task_execution-role").policy);
    expect(policy.map((statement) => statement.Sid)).toEqual([
      "WriteLogs",
      "EcrLogin",
      "PullImageImages",
      "ReadSecretRegistry",
      "ReadSecretDatabase",
      "ReadParametershoptoken",
    ]);
    expect(JSON.stringify(policy)).not.toContain("aws_secretsmanager_secret.other");
    const [web] = containers(template.one("aws_ecs_task_definition").container_definitions);
    expect(web).toMatchObject({
      repositoryCredentials: { credentialsParameter: "${aws_secretsmanager_secret.registry.arn}" },
      secrets: [
        { name: "PASSWORD", valueFrom: "${aws_secretsmanager_secret.database.arn}:password::" },
        { name: "TOKEN", valueFrom: expect.stringMatching(/:parameter\/shop\/token$/) },
      ],
    });
  });

  test("roles can be assumed by ECS of this account only", () => {
    for (const role of Object.values(task().all("aws_iam_role")).filter((it) => String(it.name).includes("web"))) {
      expect(JSON.parse(role.assume_role_policy as string)).toMatchObject({
        Statement: [
          {
            Principal: { Service: "ecs-tasks.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceAccount": "${data.aws_caller_identity.account.account_id}" } },
          },
        ],
      });
    }
  });
});

describe("on Fargate", () => {
  const onFargate = (changes: Record<string, unknown> = {}, options = {}) =>
    task({ port: 3000 }, { runOn: fargate(options), cpu: 256, memoryMiB: 512, ...changes });

  test("the task's size, platform and own firewall are set, and the cluster may use the provider", () => {
    const template = onFargate({}, { architecture: "arm64", spot: true, ephemeralStorageGiB: 40 });
    expect(template.one("aws_ecs_task_definition")).toMatchObject({
      requires_compatibilities: ["FARGATE"],
      network_mode: "awsvpc",
      cpu: "256",
      memory: "512",
      ephemeral_storage: { size_in_gib: 40 },
      runtime_platform: { cpu_architecture: "ARM64" },
    });
    expect(template.one("aws_security_group", "web_task_firewall")).toBeDefined();
    expect(template.one("aws_ecs_cluster_capacity_providers").capacity_providers).toContain("FARGATE_SPOT");
  });

  test("nothing is said of swap, which Fargate has none of", () => {
    const [app] = containers(onFargate().one("aws_ecs_task_definition").container_definitions);
    expect(app?.linuxParameters).toEqual({ initProcessEnabled: true });
  });

  test.each([
    [{ cpu: 300 }, ["fargate-cpu"]],
    [{ networkMode: "bridge" }, ["network-mode"]],
    [{ container: { image: "x", stopTimeoutSeconds: 300 } }, ["stop-timeout"]],
    [{ container: { image: "x", maxSwapMiB: 64 } }, ["max-swap"]],
  ])("refuses %j", (changes, codes) => {
    expect(onFargate(changes).codes).toEqual(codes);
  });
});

describe("bad input, each with its code", () => {
  test.each<[string, Partial<ContainerProps>, Record<string, unknown>, { hostPort: number } | undefined, string[]]>([
    ["a host port the agent keeps", { port: 3000 }, {}, { hostPort: 51678 }, ["port-reserved"]],
    ["SSH's port", { port: 3000 }, {}, { hostPort: 22 }, ["port-reserved"]],
    ["a static port among the dynamic ones", { port: 3000 }, {}, { hostPort: 40000 }, ["port-dynamic-range"]],
    ["a container port of 70000", { port: 70_000 }, {}, undefined, ["port-range"]],
    ["a soft limit above the hard one", {}, { memoryReservationMiB: 65 }, undefined, ["memory-reservation"]],
    ["4 MiB of memory", {}, { memoryMiB: 4 }, undefined, ["memory-minimum"]],
    ["half a CPU unit", {}, { cpu: 0.5 }, undefined, ["cpu-units"]],
    ["a stop timeout of a second", { stopTimeoutSeconds: 1 }, {}, undefined, ["stop-timeout"]],
    ["awsvpc without a way out", {}, { networkMode: "awsvpc" }, undefined, ["awsvpc-no-egress"]],
    ["a name with a blank", { name: "my app" }, {}, undefined, ["name-characters"]],
  ])("refuses %s", (_, change, changes, publication, codes) => {
    expect(task(change, changes, publication).codes).toEqual(codes);
  });

  test("a variable that is both plain and secret", () => {
    const template = aStack((stack) => {
      const { cluster, fleet } = oneBox(stack);
      const secret = new Secret(stack, "database", { description: "x" });
      const container = { image: "x", environment: { A: "1" }, secrets: { A: secret } };
      new Task(new Construct(stack, "web"), "task", { cluster, runOn: fleet, cpu: 1, memoryMiB: 64, container });
    });
    expect(template.codes).toEqual(["environment-and-secret"]);
  });

  test("all of them at once, and the ways out of awsvpc with their prices", () => {
    const template = task({ port: 70_000, name: "a b" }, { networkMode: "awsvpc", memoryMiB: 1 });
    expect(template.codes).toEqual(["awsvpc-no-egress", "memory-minimum", "name-characters", "port-range"]);
    expect(template.findings.find((finding) => finding.code === "awsvpc-no-egress")?.fix).toMatch(
      /bridge.*0 USD.*nat-instance.*7 USD.*nat-gateway.*39 USD/s,
    );
  });
});
