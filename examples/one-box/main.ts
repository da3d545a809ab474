import { type App, TerraformOutput, type TerraformStack } from "cdktf";
import { Cluster } from "../../constructs/cluster/cluster";
import { Ec2Fleet } from "../../constructs/cluster/ec2-fleet";
import { Network } from "../../constructs/network/network";
import { Secret } from "../../constructs/security/secret";
import { ScheduledTask } from "../../constructs/task/scheduled-task";
import { Service } from "../../constructs/task/service";
import { exampleApp, runAsProgram } from "../example";
import { publicImage } from "../public-image";

const NAME = "one-box";
const REGION = "eu-west-1";

/**
 * The reference system in its smallest form: a web service and two six-hourly jobs on one free-tier-eligible instance,
 * one secret, no load balancer, no NAT gateway.
 */
export function build(outdir?: string): App {
  return exampleApp({ name: NAME, region: REGION, ...(outdir === undefined ? {} : { outdir }) }, addOneBox);
}

function addOneBox(stack: TerraformStack): void {
  const network = new Network(stack, "network", { cidr: "10.40.0.0/16", zones: 2, egress: "public-ip" });
  const cluster = new Cluster(stack, "cluster", { network });
  const alarms = { none: "an example: nobody is on call" };
  const fleet = new Ec2Fleet(stack, "fleet", {
    cluster,
    instanceType: "t3.micro",
    min: 1,
    max: 1,
    // The box is the address, so it has to stay the same when the box is replaced.
    elasticIp: true,
    alarms,
  });
  // Deleted at once on destroy, so that the example can be applied again under the same name.
  const apiKey = new Secret(stack, "api-key", { description: "key of the shop's supplier", recoveryDays: 0 });

  new Service(stack, "web", {
    cluster,
    runOn: fleet,
    cpu: 256,
    memoryMiB: 128,
    container: {
      image: publicImage(stack, "web", "public.ecr.aws/docker/library/nginx:1.27-alpine"),
      port: 80,
      healthCheck: { path: "/", client: "wget" },
      secrets: { API_KEY: apiKey },
    },
    expose: { hostPort: 80 },
    alarms,
  });
  // Half an hour apart, so that the two never need the box's memory at the same time.
  for (const [job, minute] of [
    ["collect", 0],
    ["report", 30],
  ] as const) {
    new ScheduledTask(stack, job, {
      cluster,
      runOn: fleet,
      cpu: 128,
      memoryMiB: 128,
      container: {
        image: publicImage(stack, job, "public.ecr.aws/docker/library/busybox:1.37"),
        command: ["sh", "-c", `echo ${job}: the key has $\{#API_KEY} characters`],
        secrets: { API_KEY: apiKey },
      },
      schedule: `cron(${minute} 0/6 * * ? *)`,
      maxDurationMinutes: 20,
      alarms,
    });
  }
  new TerraformOutput(stack, "web_url", {
    value: `http://${fleet.elasticIp?.publicIp}`,
    description: "Open this in a browser",
  });
  new TerraformOutput(stack, "secret_name", {
    value: apiKey.resource.name,
    description: "Put the key into this secret before the first task starts",
  });
}

runAsProgram(NAME, build);
