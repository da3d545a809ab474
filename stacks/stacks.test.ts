import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type SynthesizedStack, synthesizedStacks, withSystem } from "../test/support/systems";
import { containers } from "../test/support/template";

const stacks = synthesizedStacks();
const stack = (environment: string, name: string) =>
  stacks.find((candidate) => candidate.environment === environment && candidate.stack === name)!;

/** Sorted `type x count`: a resource that appears or goes missing shows here before anybody reads a golden. */
function billOfMaterials(template: SynthesizedStack): string[] {
  return Object.entries(template.json.resource ?? {})
    .map(([type, resources]) => `${type} x${Object.keys(resources as object).length}`)
    .sort();
}

describe("bill of materials of dev, one reason each", () => {
  test("state", () => {
    expect(billOfMaterials(stack("dev", "state"))).toEqual([
      "aws_s3_bucket x1", // the state of all stacks
      "aws_s3_bucket_lifecycle_configuration x1", // replaced states expire
      "aws_s3_bucket_ownership_controls x1", // no ACLs
      "aws_s3_bucket_policy x1", // TLS only
      "aws_s3_bucket_public_access_block x1", // never public
      "aws_s3_bucket_server_side_encryption_configuration x1", // encrypted
      "aws_s3_bucket_versioning x1", // a bad state can be taken back
    ]);
  });

  test("platform", () => {
    expect(billOfMaterials(stack("dev", "platform"))).toEqual([
      "aws_autoscaling_group x1", // replaces a failed host
      "aws_default_security_group x1", // closed
      "aws_ecr_lifecycle_policy x3", // old images go
      "aws_ecr_repository x3", // backend, scraper, notifier
      "aws_ecs_capacity_provider x1", // tasks wait for the host instead of failing
      "aws_ecs_cluster x1",
      "aws_ecs_cluster_capacity_providers x1",
      "aws_eip x1", // the address stays when the host goes
      "aws_iam_instance_profile x1",
      "aws_iam_role x1", // the host's
      "aws_iam_role_policy x1",
      "aws_internet_gateway x1",
      "aws_launch_template x1",
      "aws_route x2", // one per zone
      "aws_route_table x2",
      "aws_route_table_association x2",
      "aws_secretsmanager_secret x3", // the credentials of the database's owner, and of each job
      "aws_security_group x1", // the host's
      "aws_subnet x2", // two zones to be replaced in
      "aws_vpc x1",
      "aws_vpc_endpoint x1", // S3, free
      "aws_vpc_security_group_egress_rule x1",
    ]);
  });
});

test("multi-az adds a balancer with its listener and firewall, and no fixed address of one box", () => {
  const bill = billOfMaterials(stack("prod", "platform"));
  expect(bill).toEqual(expect.arrayContaining(["aws_lb x1", "aws_lb_listener x1"]));
  expect(bill.some((line) => line.startsWith("aws_eip"))).toBe(false);
  expect(billOfMaterials(stack("dev", "platform")).some((line) => line.startsWith("aws_lb"))).toBe(false);
});

test("multi-az runs several copies that deploy without downtime, and leaves their number to the scaler", () => {
  const service = stack("prod", "app").one("aws_ecs_service");
  expect(service).toMatchObject({
    desired_count: 2,
    deployment_minimum_healthy_percent: 100,
    deployment_maximum_percent: 200,
  });
  expect(service.lifecycle).toMatchObject({ ignore_changes: ["desired_count"] });
  expect(stack("prod", "app").one("aws_appautoscaling_target")).toMatchObject({ min_capacity: 2, max_capacity: 6 });
});

test("a database of RDS is let in to from the hosts, and from nobody else, on one port", () => {
  const platform = stack("prod", "platform");
  const database = platform.one("aws_db_instance");
  expect(database).toMatchObject({ publicly_accessible: false, multi_az: true, storage_encrypted: true });
  const group = String((database.vpc_security_group_ids as string[])[0]);
  const rules = Object.values(platform.all("aws_vpc_security_group_ingress_rule"));
  expect(rules.filter((rule) => rule.security_group_id === group)).toMatchObject([
    { from_port: 5432, to_port: 5432, referenced_security_group_id: expect.stringContaining("fleet_firewall") },
  ]);
});

test.each(["dev", "prod"])("each task of %s is given its own secret of the database, and no other's", (environment) => {
  const tasks = stack(environment, "app").all("aws_ecs_task_definition");
  const secretOf = (name: string) => {
    const task = Object.entries(tasks).find(([id]) => id.startsWith(name))?.[1];
    const [container] = containers(task?.container_definitions);
    return (container?.secrets as { name: string; valueFrom: string }[]).find((it) => it.name === "DATABASE_SECRET")
      ?.valueFrom;
  };
  const owner = environment === "dev" ? "aws_secretsmanager_secretdatabasearn" : "aws_db_instancedatabase";
  expect(secretOf("backend")).toContain(owner);
  expect(secretOf("scraper")).toContain("secretdatabase-scraperarn");
  expect(secretOf("notifier")).toContain("secretdatabase-notifierarn");
});

test("prod has somebody to tell: the topic, its policy, its subscription", () => {
  const added = billOfMaterials(stack("prod", "platform")).filter((line) => line.startsWith("aws_sns"));
  expect(added).toEqual(["aws_sns_topic x1", "aws_sns_topic_policy x1", "aws_sns_topic_subscription x1"]);
});

describe("goldens: one per stack and environment", () => {
  test.each(
    stacks.map((template) => [template.environment, template.stack] as const),
  )("%s %s: the artifact, byte for byte", async (environment, name) => {
    const path = `stacks/${environment}-${name}/cdk.tf.json`;
    const text = withSystem(environment, ({ app }) => {
      app.synth();
      return readFileSync(join(app.outdir, path), "utf8");
    });
    await expect(text).toMatchFileSnapshot(`__golden__/${name}.${environment}.tf.json`);
  });
});

/**
 * Addresses of what holds data or identity. A changed address replaces the resource: it needs a `moved` block and a
 * changelog line (docs/stateful-resources.md).
 */
test.each(["dev", "prod"])("addresses of stateful resources are public API: %s", (environment) => {
  expect(Object.keys(stack(environment, "state").all("aws_s3_bucket"))).toEqual(["state"]);
  const platform = stack(environment, "platform");
  const jobs = ["database-notifier", "database-scraper"];
  // Whoever keeps an external database keeps its secret: it is the same one that every environment had before.
  expect(Object.keys(platform.all("aws_secretsmanager_secret")).sort()).toEqual(
    environment === "dev" ? ["database", ...jobs] : jobs,
  );
  expect(Object.keys(platform.all("aws_db_instance"))).toEqual(environment === "dev" ? [] : ["database"]);
  expect(Object.keys(stack(environment, "platform").all("aws_ecr_repository")).sort()).toEqual([
    "backend",
    "notifier",
    "scraper",
  ]);
  expect(Object.keys(stack(environment, "platform").all("aws_vpc"))).toEqual(["network"]);
  expect(Object.keys(stack(environment, "app").all("aws_ecs_service"))).toEqual(["backend"]);
});

test("an image is chosen by a Terraform variable: a release is a new plan, never a new synth", () => {
  const app = stack("dev", "app");
  expect(Object.keys(app.json.variable ?? {}).sort()).toEqual(["backend_image", "notifier_image", "scraper_image"]);
  expect(JSON.stringify(app.all("aws_ecs_task_definition"))).toContain("can(regex(");
});

test.each(["dev", "prod"])("%s writes down what each workload was released with, once it runs that", (environment) => {
  const app = stack(environment, "app");
  const variables = Object.keys(app.json.variable ?? {});
  const records = Object.values(app.all("aws_ssm_parameter"));
  expect(records).toHaveLength(variables.length + 1);
  for (const variable of variables) {
    const name = `/stowage-${environment}/released/${variable.replace("_image", "")}`;
    const { depends_on, value } = records.find((record) => record.name === name)!;
    expect(value).toBe(`\${local.${variable}}`);
    expect(depends_on).toEqual([expect.stringMatching(/^aws_(ecs_service|scheduler_schedule)\./)]);
  }
});

test("the app stack reads the platform's outputs from its state and names no resource of it by hand", () => {
  expect(
    Object.keys((stack("dev", "app").json.data as { terraform_remote_state: object }).terraform_remote_state),
  ).toHaveLength(1);
});
