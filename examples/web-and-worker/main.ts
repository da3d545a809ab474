import { type App, TerraformOutput, type TerraformStack, TerraformVariable } from "cdktf";
import { Cluster } from "../../constructs/cluster/cluster";
import { Ec2Fleet } from "../../constructs/cluster/ec2-fleet";
import { DnsCertificate } from "../../constructs/ingress/certificate";
import { DnsRecord } from "../../constructs/ingress/dns-record";
import { HostedZone } from "../../constructs/ingress/hosted-zone";
import { LoadBalancer } from "../../constructs/ingress/load-balancer";
import { Network } from "../../constructs/network/network";
import { Secret } from "../../constructs/security/secret";
import { Database } from "../../constructs/storage/database";
import { Service } from "../../constructs/task/service";
import { exampleApp, runAsProgram } from "../example";
import { publicImage } from "../public-image";

const NAME = "web-and-worker";
const REGION = "eu-west-1";
/** Yours: a name that you can delegate to the zone which this example makes. */
export const DOMAIN = "shop.example.com";
/** Your identity provider's, from its /.well-known/openid-configuration. */
const SIGN_IN = {
  issuer: "https://id.example.com",
  authorizationEndpoint: "https://id.example.com/oauth2/authorize",
  tokenEndpoint: "https://id.example.com/oauth2/token",
  userInfoEndpoint: "https://id.example.com/oauth2/userinfo",
  clientId: "shop-admin",
};
const ALARMS = { none: "an example: highly-available shows them" };

/** A web app and a background worker behind a load balancer, with a database that only the two can reach. */
export function build(outdir?: string): App {
  return exampleApp({ name: NAME, region: REGION, ...(outdir === undefined ? {} : { outdir }) }, addWebAndWorker);
}

function addWebAndWorker(stack: TerraformStack): void {
  // Tasks with addresses and security groups of their own live in private subnets and need a way out.
  const network = new Network(stack, "network", { cidr: "10.41.0.0/16", zones: 2, egress: "nat-instance" });
  const cluster = new Cluster(stack, "cluster", { network });
  // A t3.small takes two such tasks; a deployment borrows a second one.
  const fleet = new Ec2Fleet(stack, "fleet", { cluster, instanceType: "t3.small", min: 1, max: 2, alarms: ALARMS });
  const database = new Database(stack, "database", {
    network,
    instanceClass: "db.t4g.micro",
    postgresVersion: "17",
    storageGiB: 20,
    backupDays: 7,
    protect: false,
    alarms: ALARMS,
  });
  const sessionKey = new Secret(stack, "session-key", { description: "signs the cookies", recoveryDays: 0 });
  const balancer = addEntrance(stack, network);
  const common = { cluster, runOn: fleet, networkMode: "awsvpc", cpu: 256, memoryMiB: 256, alarms: ALARMS } as const;

  const web = new Service(stack, "web", {
    ...common,
    container: {
      image: publicImage(stack, "web", "public.ecr.aws/docker/library/nginx:1.27-alpine"),
      port: 80,
      environment: { ...database.environment },
      secrets: { ...database.secrets, SESSION_KEY: sessionKey },
    },
    expose: {
      loadBalancer: balancer,
      hosts: [DOMAIN],
      healthCheckPath: "/",
      // A visitor stays with one copy for a day, so that its memory of the session is at hand.
      stickiness: { seconds: 86_400 },
    },
  });
  const worker = new Service(stack, "worker", {
    ...common,
    container: {
      image: publicImage(stack, "worker", "public.ecr.aws/docker/library/busybox:1.37"),
      command: ["sh", "-c", "while true; do echo working on $PGDATABASE; sleep 60; done"],
      environment: { ...database.environment },
      secrets: { ...database.secrets },
    },
  });
  database.allowFrom(web, worker);
  addFurtherRoutes(stack, balancer, web);
  addSwitch(stack, fleet, [web, worker]);
}

/** Name, certificate and balancer: HTTPS for everybody, HTTP only to be sent there. */
function addEntrance(stack: TerraformStack, network: Network): LoadBalancer {
  const zone = new HostedZone(stack, "zone", { name: DOMAIN });
  const certificate = new DnsCertificate(stack, "tls", { domain: DOMAIN, alternativeNames: [`*.${DOMAIN}`], zone });
  const balancer = new LoadBalancer(stack, "balancer", { network, tls: { certificate }, alarms: ALARMS });
  new DnsRecord(stack, "name", { zone, domain: DOMAIN, to: { balancer } });
  new DnsRecord(stack, "names", { zone, domain: `*.${DOMAIN}`, to: { balancer } });
  new TerraformOutput(stack, "name_servers", {
    value: zone.nameServers,
    description: `Where to delegate ${DOMAIN} to; the certificate waits for it`,
  });
  new TerraformOutput(stack, "web_url", { value: `https://${DOMAIN}`, description: "Open this in a browser" });
  return balancer;
}

/** More ways to the same service; the narrowest first. */
function addFurtherRoutes(stack: TerraformStack, balancer: LoadBalancer, web: Service): void {
  const secret = new TerraformVariable(stack, "sign_in_client_secret", {
    type: "string",
    sensitive: true,
    nullable: false,
    description: "Client secret of the identity provider, for the sign-in on /admin; set TF_VAR_sign_in_client_secret",
  });
  balancer.addRoute(web, "admin", {
    hosts: [DOMAIN],
    paths: ["/admin", "/admin/*"],
    // Before the route of the whole host, which is number 100.
    priority: 50,
    signIn: { oidc: { ...SIGN_IN, clientSecret: secret.stringValue } },
    to: web,
  });
  balancer.addRoute(web, "api", { hosts: [`api.${DOMAIN}`], paths: ["/v1/*"], to: web });
  balancer.addRoute(balancer, "www", { hosts: [`www.${DOMAIN}`], redirect: { host: DOMAIN, permanent: true } });
}

/** `terraform apply -var running=false` stops every task and, once they are gone, every host. */
function addSwitch(stack: TerraformStack, fleet: Ec2Fleet, services: readonly Service[]): void {
  new TerraformVariable(stack, "running", {
    type: "bool",
    default: true,
    nullable: false,
    description: "false stops the tasks and their hosts; the balancer and the database go on and cost",
  });
  for (const service of services) service.resource.addOverride("desired_count", "${var.running ? 1 : 0}");
  fleet.group.addOverride("min_size", "${var.running ? 1 : 0}");
}

runAsProgram(NAME, build);
