import type { TerraformStack } from "cdktf";
import { describe, expect, test } from "vitest";
import { oneBox } from "../../test/support/one-box";
import { aStack, containers, statements } from "../../test/support/template";
import { Network } from "../network/network";
import { fargate } from "../task/capacity";
import type { Mount } from "../task/container";
import { Task, type TaskProps } from "../task/task";
import { AccessPoint, type AccessPointProps } from "./access-point";
import { FileSystem, type FileSystemProps } from "./file-system";

type Box = ReturnType<typeof oneBox> & { readonly stack: TerraformStack };

const withBox = (build: (box: Box) => void, changes: Parameters<typeof oneBox>[1] = {}) =>
  aStack((stack) => build({ stack, ...oneBox(stack, changes) }));

const fileSystem = ({ stack, network }: Pick<Box, "stack" | "network">, props: Partial<FileSystemProps> = {}) =>
  new FileSystem(stack, "shared", { network, backups: false, protect: false, ...props });

const alone = (props: Partial<FileSystemProps> = {}) => withBox((box) => void fileSystem(box, props));

/** A task that mounts one folder of the file system. */
function mounting(box: Box, props: Partial<TaskProps> = {}, mount: Partial<Mount> = {}, files = fileSystem(box)): Task {
  const efs = new AccessPoint(box.stack, "uploads", { fileSystem: files, path: "/uploads" });
  return new Task(box.stack, "task", {
    cluster: box.cluster,
    runOn: box.fleet,
    cpu: 256,
    memoryMiB: 512,
    container: { name: "app", image: "app:1", mounts: [{ volume: "files", path: "/data", ...mount }] },
    volumes: [{ name: "files", efs }],
    ...props,
  } as TaskProps);
}

describe("a file system", () => {
  test("is encrypted, has a door in each zone, and admits nobody", () => {
    const template = alone();
    expect(template.one("aws_efs_file_system")).toMatchObject({
      encrypted: true,
      throughput_mode: "bursting",
      tags: { Name: "stowage-test-shared" },
    });
    const targets = Object.values(template.all("aws_efs_mount_target"));
    expect(targets.map((target) => target.subnet_id)).toHaveLength(2);
    expect(new Set(targets.map((target) => JSON.stringify(target.security_groups))).size).toBe(1);
    expect(template.all("aws_vpc_security_group_ingress_rule")).toEqual({});
  });

  test("refuses connections without TLS, and by allowing nobody those without a role", () => {
    expect(statements(alone().one("aws_efs_file_system_policy").policy)).toMatchObject([
      { Effect: "Deny", Principal: { AWS: "*" }, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ]);
  });

  test("is backed up, faster, cheaper when unused, and protected, when it is told to", () => {
    expect(alone().all("aws_efs_backup_policy")).toEqual({});
    expect(alone({ backups: true }).one("aws_efs_backup_policy").backup_policy).toEqual({ status: "ENABLED" });
    expect(alone({ throughput: "elastic" }).one("aws_efs_file_system").throughput_mode).toBe("elastic");
    expect(alone({ infrequentAccessAfterDays: 30 }).one("aws_efs_file_system").lifecycle_policy).toEqual([
      { transition_to_ia: "AFTER_30_DAYS" },
      { transition_to_primary_storage_class: "AFTER_1_ACCESS" },
    ]);
    expect(alone({ infrequentAccessAfterDays: 1 }).one("aws_efs_file_system").lifecycle_policy).toMatchObject([
      { transition_to_ia: "AFTER_1_DAY" },
      {},
    ]);
    expect(alone({ protect: true }).one("aws_efs_file_system").lifecycle).toEqual({ prevent_destroy: true });
  });
});

describe("an access point", () => {
  const point = (props: Partial<AccessPointProps> = {}) =>
    withBox(
      (box) => void new AccessPoint(box.stack, "uploads", { fileSystem: fileSystem(box), path: "/uploads", ...props }),
    );

  test("is one folder as one user", () => {
    expect(point().one("aws_efs_access_point")).toMatchObject({
      posix_user: { uid: 1000, gid: 1000 },
      root_directory: {
        path: "/uploads",
        creation_info: { owner_uid: 1000, owner_gid: 1000, permissions: "750" },
      },
    });
    expect(point({ owner: { uid: 33, gid: 44 }, permissions: "0700" }).one("aws_efs_access_point")).toMatchObject({
      posix_user: { uid: 33, gid: 44 },
      root_directory: { creation_info: { owner_uid: 33, owner_gid: 44, permissions: "0700" } },
    });
  });

  test.each([
    ["a relative path", { path: "uploads" }, ["access-point-path"]],
    ["a path of five levels", { path: "/a/b/c/d/e" }, ["access-point-path"]],
    ["permissions in words", { permissions: "rwxr-x---" }, ["access-point-permissions"]],
    ["a negative user", { owner: { uid: -1, gid: 0 } }, ["access-point-owner"]],
  ])("refuses %s", (_, props, codes) => {
    expect(point(props).codes).toEqual(codes);
  });
});

describe("a task with a volume of the file system", () => {
  test("mounts over TLS, as its own role, through the access point", () => {
    const definition = withBox((box) => void mounting(box)).one("aws_ecs_task_definition");
    expect(definition.volume).toMatchObject([
      {
        name: "files",
        efs_volume_configuration: {
          file_system_id: "${aws_efs_file_system.shared.id}",
          root_directory: "/",
          transit_encryption: "ENABLED",
          authorization_config: { access_point_id: "${aws_efs_access_point.uploads.id}", iam: "ENABLED" },
        },
      },
    ]);
    expect(containers(definition.container_definitions)[0]!.mountPoints).toEqual([
      { sourceVolume: "files", containerPath: "/data", readOnly: false },
    ]);
  });

  test("waits for the mount targets, which answer before it starts", () => {
    const { depends_on } = withBox((box) => void mounting(box)).one("aws_ecs_task_definition");
    expect(depends_on).toEqual([
      expect.stringMatching(/^aws_efs_mount_target\.shared_mount-target-0/),
      expect.stringMatching(/^aws_efs_mount_target\.shared_mount-target-1/),
    ]);
  });

  test("may write unless every container mounts it read-only", () => {
    const rights = (mount: Partial<Mount>) =>
      statements(withBox((box) => void mounting(box, {}, mount)).one("aws_iam_role_policy", "task_task-role").policy);
    expect(rights({}).map(({ Action }) => Action)).toEqual([
      ["elasticfilesystem:ClientMount"],
      ["elasticfilesystem:ClientWrite"],
    ]);
    expect(rights({ readOnly: true }).map(({ Action }) => Action)).toEqual([["elasticfilesystem:ClientMount"]]);
    for (const { Resource, Condition } of rights({})) {
      expect(Resource).toEqual(["${aws_efs_file_system.shared.arn}"]);
      expect(Condition).toEqual({
        StringEquals: { "elasticfilesystem:AccessPointArn": "${aws_efs_access_point.uploads.arn}" },
      });
    }
  });

  test("reaches port 2049 from the host in bridge mode, where the host mounts", () => {
    const rule = withBox((box) => void mounting(box)).one("aws_vpc_security_group_ingress_rule");
    expect(rule).toMatchObject({ from_port: 2049, to_port: 2049, ip_protocol: "tcp" });
    expect(rule.referenced_security_group_id).toMatch(/fleet_firewall/);
    expect(rule.security_group_id).toMatch(/shared_firewall/);
  });

  test("reaches port 2049 from its own address in awsvpc mode and on Fargate", () => {
    const ec2 = withBox((box) => void mounting(box, { networkMode: "awsvpc" }), { network: { egress: "nat-gateway" } });
    const serverless = withBox((box) => void mounting(box, { runOn: fargate() }));
    for (const template of [ec2, serverless]) {
      expect(template.codes).toEqual([]);
      expect(template.one("aws_vpc_security_group_ingress_rule").referenced_security_group_id).toMatch(/task_firewall/);
    }
  });

  test("shares one opening with every other task of the same hosts", () => {
    const template = withBox((box) => {
      const files = fileSystem(box);
      mounting(box, {}, {}, files);
      const props = { cluster: box.cluster, runOn: box.fleet, cpu: 128, memoryMiB: 64, container: { image: "b:1" } };
      files.allowFrom(new Task(box.stack, "other", props), { task: new Task(box.stack, "third", props) });
    });
    expect(Object.keys(template.all("aws_vpc_security_group_ingress_rule"))).toHaveLength(1);
  });

  test("is refused without a path to port 2049: a file system in another network", () => {
    const template = withBox((box) => {
      const elsewhere = new Network(box.stack, "elsewhere", { cidr: "10.9.0.0/16", zones: 1, egress: "public-ip" });
      mounting(box, {}, {}, fileSystem({ stack: box.stack, network: elsewhere }));
    });
    expect(template.codes).toEqual(["efs-no-path"]);
  });

  test("is refused on Bottlerocket, which cannot mount EFS", () => {
    const template = withBox((box) => void mounting(box), { fleet: { operatingSystem: "bottlerocket" } });
    expect(template.codes).toContain("efs-bottlerocket");
  });

  test("does not compile together with a folder of the host", () => {
    withBox((box) => {
      const efs = new AccessPoint(box.stack, "uploads", { fileSystem: fileSystem(box), path: "/" });
      // @ts-expect-error one kind of volume at a time
      const wrong: TaskProps["volumes"] = [{ name: "files", efs, hostPath: "/srv" }];
      expect(wrong).toHaveLength(1);
    });
  });
});

test.each([
  ["a folder of the host", { name: "files", hostPath: "/srv" }],
  ["a Docker volume", { name: "files", docker: { scope: "shared" as const } }],
])("%s is refused on Fargate", (_, volume) => {
  const template = withBox((box) => void mounting(box, { runOn: fargate(), volumes: [volume] }));
  expect(template.codes).toEqual(["volume-fargate"]);
});
