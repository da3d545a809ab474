import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, LocalBackend, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { describe, expect, test } from "vitest";
import { oneBox } from "../../test/support/one-box";
import { aStack, containers, statements, templateOf, withApp } from "../../test/support/template";
import { AlarmTopic } from "../monitoring/alarm-topic";
import { fargate } from "../task/capacity";
import { Task } from "../task/task";
import { Database, type DatabaseProps } from "./database";
import type { DatabaseAccess } from "./database-access";
import { ExternalDatabase } from "./external-database";

type Box = ReturnType<typeof oneBox> & { readonly stack: TerraformStack };
const nobody = { none: "a test: nobody is told" };

const withBox = (build: (box: Box) => void, changes: Parameters<typeof oneBox>[1] = {}) =>
  aStack((stack) => build({ stack, ...oneBox(stack, changes) }));

const database = ({ stack, network }: Pick<Box, "stack" | "network">, props: Partial<DatabaseProps> = {}) =>
  new Database(stack, "orders", {
    network,
    instanceClass: "db.t4g.micro",
    postgresVersion: "17",
    storageGiB: 20,
    backupDays: 7,
    protect: false,
    alarms: nobody,
    ...props,
  });

const alone = (props: Partial<DatabaseProps> = {}) => withBox((box) => void database(box, props));

const task = ({ stack, cluster, fleet }: Box, access: DatabaseAccess, id = "app") =>
  new Task(stack, id, {
    cluster,
    runOn: fleet,
    cpu: 256,
    memoryMiB: 128,
    container: { name: "app", image: "app:1", environment: { ...access.environment }, secrets: { ...access.secrets } },
  });

describe("a database", () => {
  test("is encrypted and reached by nobody", () => {
    const template = alone();
    expect(template.one("aws_db_instance")).toMatchObject({
      identifier: "stowage-test-orders",
      engine: "postgres",
      engine_version: "17",
      instance_class: "db.t4g.micro",
      allocated_storage: 20,
      storage_type: "gp3",
      storage_encrypted: true,
      publicly_accessible: false,
      multi_az: false,
      port: 5432,
      db_name: "app",
    });
    expect(template.all("aws_vpc_security_group_ingress_rule")).toEqual({});
  });

  test("stands in private subnets where there are any, else in the public ones", () => {
    const subnets = (egress: "nat-gateway" | "public-ip") =>
      JSON.stringify(
        withBox((box) => void database(box), { network: { egress } }).one("aws_db_subnet_group").subnet_ids,
      );
    expect(subnets("nat-gateway")).toMatch(/network_private.*network_private/);
    expect(subnets("public-ip")).toMatch(/network_public.*network_public/);
  });

  test("has a password that RDS makes and keeps, and Terraform never sees", () => {
    const template = alone();
    expect(template.one("aws_db_instance")).toMatchObject({ manage_master_user_password: true, username: "app_owner" });
    expect(template.one("aws_db_instance")).not.toHaveProperty("password");
    expect(template.all("aws_secretsmanager_secret_rotation")).toEqual({});
  });

  test("has its password rotated more or less often, when it is told to", () => {
    expect(alone({ rotationDays: 30 }).one("aws_secretsmanager_secret_rotation")).toEqual(
      expect.objectContaining({
        secret_id: "${aws_db_instance.orders.master_user_secret[0].secret_arn}",
        rotate_immediately: false,
        rotation_rules: { automatically_after_days: 30 },
      }),
    );
  });

  test("takes its options", () => {
    const props = { multiAz: true, maxStorageGiB: 100, databaseName: "shop", backupDays: 14 };
    expect(alone(props).one("aws_db_instance")).toMatchObject({
      multi_az: true,
      max_allocated_storage: 100,
      db_name: "shop",
      backup_retention_period: 14,
    });
  });

  test("is deleted without a trace, or when protected not at all", () => {
    expect(alone().one("aws_db_instance")).toMatchObject({ deletion_protection: false, skip_final_snapshot: true });
    expect(alone({ protect: true }).one("aws_db_instance")).toMatchObject({
      deletion_protection: true,
      skip_final_snapshot: false,
      final_snapshot_identifier: "stowage-test-orders-final",
      lifecycle: { prevent_destroy: true },
    });
  });

  test("rings when it is busy or nearly full", () => {
    const template = withBox((box) => void database(box, { alarms: new AlarmTopic(box.stack, "topic", {}) }));
    expect(template.one("aws_cloudwatch_metric_alarm", "orders_cpu")).toMatchObject({
      metric_name: "CPUUtilization",
      threshold: 85,
      alarm_description: expect.stringContaining("docs/runbooks/database-cpu.md"),
    });
    expect(template.one("aws_cloudwatch_metric_alarm", "orders_storage")).toMatchObject({
      metric_name: "FreeStorageSpace",
      comparison_operator: "LessThanThreshold",
      threshold: 2 * 1024 ** 3,
      alarm_description: expect.stringContaining("docs/runbooks/database-storage.md"),
    });
    expect(alone().all("aws_cloudwatch_metric_alarm")).toEqual({});
  });
});

describe("a task that uses a database", () => {
  test("is told where it is, and is given the credentials by ECS", () => {
    const template = withBox((box) => void task(box, database(box)));
    const [app] = containers(template.one("aws_ecs_task_definition").container_definitions);
    expect(app!.environment).toEqual([
      { name: "PGDATABASE", value: "app" },
      { name: "PGHOST", value: "${aws_db_instance.orders.address}" },
      { name: "PGPORT", value: "5432" },
      { name: "PGSSLMODE", value: "require" },
    ]);
    const secret = "${aws_db_instance.orders.master_user_secret[0].secret_arn}";
    expect(app!.secrets).toEqual([
      { name: "PGPASSWORD", valueFrom: `${secret}:password::` },
      { name: "PGUSER", valueFrom: `${secret}:username::` },
    ]);
    const policy = statements(template.one("aws_iam_role_policy", "app_execution-role").policy);
    expect(policy.find(({ Sid }) => Sid === "ReadSecretOrders")).toMatchObject({
      Action: ["secretsmanager:GetSecretValue"],
      Resource: [secret],
    });
  });

  test("reads the secret itself when it may, to follow a rotation", () => {
    const template = withBox((box) => {
      const it = database(box);
      it.secret.grantRead(task(box, it).taskRole);
    });
    expect(statements(template.one("aws_iam_role_policy", "app_task-role").policy)[0]!.Sid).toBe("ReadSecretOrders");
  });

  test("may connect when it is let in, on the one port", () => {
    const template = withBox((box) => {
      const it = database(box);
      it.allowFrom(task(box, it));
    });
    expect(template.one("aws_vpc_security_group_ingress_rule")).toMatchObject({ from_port: 5432, to_port: 5432 });
  });

  test("without a group of its own cannot be let in", () => {
    const template = withBox((box) => {
      const props = { cluster: box.cluster, cpu: 256, memoryMiB: 512, container: { image: "app:1" } };
      // Refused by itself: Fargate knows awsvpc mode only.
      database(box).allowFrom(new Task(box.stack, "app", { ...props, runOn: fargate(), networkMode: "bridge" }));
    });
    expect(template.codes).toEqual(["admission-no-group", "network-mode"]);
  });

  test("of another stack opens the port there when the group is its own, so that it closes with it", () => {
    withApp((app) => {
      const { platform, tasks } = twoStacks(app, "awsvpc");
      expect(platform.all("aws_vpc_security_group_ingress_rule")).toEqual({});
      expect(Object.keys(tasks.all("aws_vpc_security_group_ingress_rule"))).toEqual([
        expect.stringMatching(/^orders-from-app-firewall/),
      ]);
    });
  });

  test("of another stack is let in by the database when the group is the hosts'", () => {
    withApp((app) => {
      const { platform, tasks } = twoStacks(app, "bridge");
      expect(Object.keys(platform.all("aws_vpc_security_group_ingress_rule"))).toEqual([
        expect.stringMatching(/^orders_from-fleet-firewall/),
      ]);
      expect(tasks.all("aws_vpc_security_group_ingress_rule")).toEqual({});
    });
  });
});

test.each([
  ["a class that RDS has not", { instanceClass: "t3.micro" }, "database-class"],
  ["no version", { postgresVersion: "latest" }, "database-version"],
  ["a name with a hyphen", { databaseName: "my-shop" }, "database-name"],
  ["too little storage", { storageGiB: 10 }, "database-storage"],
  ["room to grow that is none", { maxStorageGiB: 21 }, "database-max-storage"],
  ["two months of backups", { backupDays: 60 }, "database-backups"],
  ["a protected database without backups", { backupDays: 0, protect: true }, "database-backups"],
  ["a password that never rotates", { rotationDays: 0 }, "database-rotation"],
])("refuses %s", (_, props, code) => {
  expect(alone(props).codes).toEqual([code]);
});

test("refuses a network of one zone", () => {
  const template = withBox((box) => void database(box), { network: { zones: 1 } });
  expect(template.codes).toEqual(["database-zones"]);
});

describe("an external database", () => {
  test("is nothing but a secret, and takes the place of ours in the container", () => {
    const template = withBox((box) => {
      const external = new ExternalDatabase(box.stack, "orders", {
        description: "PostgreSQL elsewhere",
        recoveryDays: 0,
      });
      const app = task(box, external);
      external.allowFrom(app);
      expect(external.callers).toEqual([app]);
    });
    expect(template.one("aws_secretsmanager_secret")).toMatchObject({
      description: "PostgreSQL elsewhere",
      recovery_window_in_days: 0,
    });
    expect(template.all("aws_vpc_security_group_ingress_rule")).toEqual({});
    const [app] = containers(template.one("aws_ecs_task_definition").container_definitions);
    const injected = (app!.secrets as { name: string; valueFrom: string }[]).map(({ name, valueFrom }) => [
      name,
      valueFrom.split(":")[1],
    ]);
    expect(injected).toEqual([
      ["PGDATABASE", "dbname"],
      ["PGHOST", "host"],
      ["PGPASSWORD", "password"],
      ["PGPORT", "port"],
      ["PGUSER", "username"],
    ]);
  });
});

/** A database beside the hosts, and a task in a stack of its own. */
function twoStacks(app: App, networkMode: "awsvpc" | "bridge") {
  const stack = (id: string) => {
    const it = new TerraformStack(app, id);
    new AwsProvider(it, "aws", { region: "eu-west-1" });
    new LocalBackend(new Construct(it, "terraform"), {});
    return it;
  };
  const platformStack = stack("platform");
  const taskStack = stack("tasks");
  const box = oneBox(platformStack, { network: { egress: "nat-gateway" } });
  const orders = database({ stack: platformStack, ...box });
  const props = { cpu: 256, memoryMiB: 128, container: { image: "app:1" }, networkMode };
  orders.allowFrom(new Task(taskStack, "app", { cluster: box.cluster, runOn: box.fleet, ...props }));
  platformStack.prepareStack();
  taskStack.prepareStack();
  return { platform: templateOf(platformStack), tasks: templateOf(taskStack) };
}
