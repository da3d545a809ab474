import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, type TerraformStack, TerraformVariable } from "cdktf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkContext } from "../../checks/check";
import { synthesizedStacks } from "../../checks/model/synthesize-stacks";
import { checkNames } from "../../checks/quotas/check-names";
import { checkTexts } from "../../checks/quotas/check-texts";
import { AccessLogBucket } from "../../constructs/ingress/access-log-bucket";
import { DnsCertificate } from "../../constructs/ingress/certificate";
import { HostedZone } from "../../constructs/ingress/hosted-zone";
import { LoadBalancer } from "../../constructs/ingress/load-balancer";
import { NetworkLoadBalancer } from "../../constructs/ingress/network-load-balancer";
import { Alarm } from "../../constructs/monitoring/alarm";
import { AlarmTopic } from "../../constructs/monitoring/alarm-topic";
import { Dashboard } from "../../constructs/monitoring/dashboard";
import { LogGroup } from "../../constructs/monitoring/log-group";
import { TaskFailures } from "../../constructs/monitoring/task-failures";
import { FirewallGroup } from "../../constructs/network/firewall-group";
import { Network } from "../../constructs/network/network";
import { findingsOf } from "../../constructs/report";
import { RefreshSchedule } from "../../constructs/scaling/refresh-schedule";
import { DeployRole } from "../../constructs/security/deploy-role";
import { existingGithubProvider } from "../../constructs/security/github-provider";
import { Secret } from "../../constructs/security/secret";
import { ServiceRole } from "../../constructs/security/service-role";
import { ConnectNamespace } from "../../constructs/service-connect/connect-namespace";
import { DnsNamespace } from "../../constructs/service-connect/dns-namespace";
import { AccessPoint } from "../../constructs/storage/access-point";
import { Bucket } from "../../constructs/storage/bucket";
import { Database } from "../../constructs/storage/database";
import { ExternalDatabase } from "../../constructs/storage/external-database";
import { FileSystem } from "../../constructs/storage/file-system";
import { ImageRepository } from "../../constructs/storage/image-repository";
import { LockTable } from "../../constructs/storage/lock-table";
import { Queue } from "../../constructs/storage/queue";
import { StateBucket } from "../../constructs/storage/state-bucket";
import { Table } from "../../constructs/storage/table";
import { fargate } from "../../constructs/task/capacity";
import { DeadLetters } from "../../constructs/task/dead-letters";
import { EventTask } from "../../constructs/task/event-task";
import { QueueWorker } from "../../constructs/task/queue-worker";
import { ScheduledTask, type ScheduledTaskProps } from "../../constructs/task/scheduled-task";
import { Service, type ServiceProps } from "../../constructs/task/service";
import { environments } from "../../environments/environment";
import { examples } from "../../ops/commands/examples";
import { corpusStack, IMAGE, NOBODY } from "../corpus/sound-parts";
import { oneBox } from "../support/one-box";
import { withSystem } from "../support/systems";
import { withApp } from "../support/template";

/** What people write, and some of AWS's fields do not take. */
const HARD = [
  "the host's port",
  "größer als 5",
  "rocket 🚀",
  "two\nlines",
  "tab\there",
  "a–b “quoted” …",
  "x".repeat(300),
  "ü".repeat(2100),
  "<b>&amp;</b>",
  "100% of $5 | ~^`",
  " spaces ",
  "",
  "aws:reserved",
  "${not_a_reference}",
];

const size = { cpu: 256, memoryMiB: 512, alarms: NOBODY };
const service =
  (text: string, props: (text: string, stack: TerraformStack, network: Network) => Partial<ServiceProps>, id = "web") =>
  (stack: TerraformStack) => {
    const { network, cluster, fleet } = oneBox(stack, { fleet: { instanceType: "t3.small" } });
    const common = { cluster, runOn: fleet, ...size, container: { image: IMAGE, port: 3000 } };
    new Service(stack, id, { ...common, ...props(text, stack, network) } as ServiceProps);
  };
const container = (change: (text: string) => object) => (text: string) =>
  service(text, (it) => ({ container: { image: IMAGE, port: 3000, ...change(it) } }));
const scheduled =
  (change: (text: string) => object, id = "job") =>
  (text: string) =>
  (stack: TerraformStack) => {
    const { cluster, fleet } = oneBox(stack, { fleet: { instanceType: "t3.small" } });
    const common = { cluster, runOn: fleet, ...size, container: { image: IMAGE }, schedule: "rate(6 hours)" as const };
    new ScheduledTask(stack, id, { ...common, ...change(text) } as ScheduledTaskProps);
  };
const balanced = (change: (text: string) => object) => (text: string) => (stack: TerraformStack) => {
  const { network, cluster, fleet } = oneBox(stack, { fleet: { instanceType: "t3.small" } });
  const loadBalancer = new LoadBalancer(stack, "balancer", {
    network,
    tls: { none: "a test: nobody listens" },
    alarms: NOBODY,
  });
  const expose = { loadBalancer, healthCheckPath: "/", ...change(text) };
  const container = { image: IMAGE, port: 3000 };
  new Service(stack, "web", { cluster, runOn: fleet, ...size, container, expose } as ServiceProps);
};
const onNetwork =
  (build: (stack: TerraformStack, network: Network, text: string) => void) =>
  (text: string) =>
  (stack: TerraformStack) =>
    build(stack, oneBox(stack).network, text);
const alone = (build: (stack: TerraformStack, text: string) => void) => (text: string) => (stack: TerraformStack) =>
  build(stack, text);
const alarm = { alarms: { email: "ops@example.com" }, runbook: "placement", is: ">" as const, threshold: 1 };
const topic = (stack: TerraformStack) => new AlarmTopic(stack, "alarms", { email: "ops@example.com" });
const metric = { namespace: "AWS/SQS", metricName: "Age", dimensions: { QueueName: "q" }, statistic: "Sum" as const };

type Feeding = (text: string) => (stack: TerraformStack) => void;

/** Every option that takes text, by interface and property, and a system that is given it. */
const OPTIONS: Readonly<Record<string, Feeding>> = {
  "FirewallGroupProps.description": onNetwork(
    (stack, network, description) => void new FirewallGroup(stack, "group", { network, description }),
  ),
  "Opening.reason": onNetwork((stack, network, reason) => {
    const group = new FirewallGroup(stack, "group", { network, description: "a group" });
    group.open(stack, "port", { from: 80, to: 80, protocol: "tcp", source: { cidr: "10.0.0.0/8" }, reason });
  }),
  "SecretProps.description": alone((stack, description) => void new Secret(stack, "secret", { description })),
  "ExternalDatabaseProps.description": alone(
    (stack, description) => void new ExternalDatabase(stack, "database", { description }),
  ),
  "ServiceRoleProps.description": alone(
    (stack, description) =>
      void new ServiceRole(stack, "role", {
        kind: "task",
        name: "role",
        description,
        trust: { service: "ecs.amazonaws.com" },
      }),
  ),
  "ServiceRoleProps.name": alone(
    (stack, name) =>
      void new ServiceRole(stack, "role", {
        kind: "task",
        name,
        description: "a role",
        trust: { service: "ecs.amazonaws.com" },
      }),
  ),
  "AlarmProps.effect": alone(
    (stack, effect) =>
      void new Alarm(stack, "alarm", { ...alarm, alarms: topic(stack), effect, firstAction: "look", when: metric }),
  ),
  "AlarmProps.firstAction": alone(
    (stack, firstAction) =>
      void new Alarm(stack, "alarm", { ...alarm, alarms: topic(stack), effect: "slow", firstAction, when: metric }),
  ),
  "AlarmProps.runbook": alone(
    (stack, runbook) =>
      void new Alarm(stack, "alarm", {
        ...alarm,
        alarms: topic(stack),
        effect: "slow",
        firstAction: "look",
        when: metric,
        runbook,
      }),
  ),
  "DeadLettersProps.of": alone((stack, of) => void new DeadLetters(stack, "dead", { of, alarms: topic(stack) })),
  "LogGroupProps.name": alone((stack, name) => void new LogGroup(stack, "logs", { name })),
  "HostedZoneProps.name": alone((stack, name) => void new HostedZone(stack, "zone", { name })),
  "DnsCertificateProps.domain": alone((stack, domain) => {
    const zone = new HostedZone(stack, "zone", { name: "example.com" });
    new DnsCertificate(stack, "certificate", { domain, zone });
  }),
  "DnsNamespaceProps.name": onNetwork(
    (stack, network, name) => void new DnsNamespace(stack, "names", { network, name }),
  ),
  "DiscoveryProps.as": (text) =>
    service(text, (as, stack, network) => ({
      discovery: { namespace: new DnsNamespace(stack, "names", { network, name: "shop.internal" }), as },
    })),
  "ConnectServer.as": (text) =>
    service(text, (as, stack) => ({ connect: { namespace: new ConnectNamespace(stack, "names"), serves: { as } } })),
  "ContainerProps.name": container((name) => ({ name })),
  "ContainerProps.environment": container((value) => ({ environment: { GREETING: value } })),
  "ContainerProps.dockerLabels": container((value) => ({ dockerLabels: { note: value } })),
  "ContainerProps.command": container((word) => ({ command: [word] })),
  "ContainerProps.entryPoint": container((word) => ({ entryPoint: [word] })),
  "ContainerProps.workingDirectory": container((workingDirectory) => ({ workingDirectory })),
  "ContainerProps.user": container((user) => ({ user })),
  "ScheduledTaskProps.timeZone": scheduled((timeZone) => ({ timeZone })),
  "ScheduledScaling.id": (text) =>
    service(text, (id) => ({ scaling: { min: 1, max: 2, schedule: [{ id, at: "rate(1 day)", min: 1, max: 2 }] } })),
  "FixedResponse.body": (text) => (stack) => {
    const { network } = oneBox(stack);
    const tls = { none: "a test: nobody listens" };
    const balancer = new LoadBalancer(stack, "balancer", { network, tls, alarms: NOBODY });
    balancer.addRoute(stack, "route", { paths: ["/x"], respond: { status: 503, body: text } });
  },
  "RouteMatch.paths": balanced((path) => ({ paths: [path] })),
  "RouteMatch.hosts": balanced((host) => ({ hosts: [host] })),
  "BucketProps.bucket": alone((stack, bucket) => void new Bucket(stack, "files", { bucket, protect: false })),
  "StateBucketProps.bucket": alone((stack, bucket) => void new StateBucket(stack, "state", { bucket, protect: false })),
  "AccessPointProps.path": onNetwork((stack, network, path) => {
    const fileSystem = new FileSystem(stack, "files", { network, backups: false, protect: false });
    new AccessPoint(stack, "uploads", { fileSystem, path });
  }),
  "GithubRoleProps.name": alone(
    (stack, name) =>
      void new DeployRole(stack, name === "" ? "role" : name, {
        provider: existingGithubProvider(stack),
        repository: "acme/shop",
        state: { bucket: "shop-state", reads: ["a.tfstate"], writes: ["b.tfstate"] },
        images: [new ImageRepository(stack, "images")],
      }),
  ),
};

/** Interfaces whose text is no user's: constructs hand it to each other, out of what was judged before. */
const INTERNAL =
  /^(Acceptance|Admission|BookedRoute|ContainerContext|DatabaseAccess|DatabaseAlarms|ElasticIp|EventMatch|EventPath|FleetAlarmsProps|GatewayEndpointProps|HostTemplateProps|Injectable|InterfaceEndpointsProps|LoadBalancerAlarmsProps|LockProps|ManagedSecretProps|MissedRunsProps|NatInstanceProps|Publication|QueueSender|RedeploymentProps|RepositoryImage|RouteProps|RunPlacement|ScalableDimension|ServiceAlarmsProps|ServiceScalingProps|StepScalingProps|SubnetTierProps|UserDataProps|Zone|Certificate|DnsTarget|GithubIdentity|Alarms|Trust|NetworkProtocol|Tls|GithubRepository)\./;

/** Options that hold no prose: a rule of the construct knows every value that AWS takes, or they refer to something. */
const NO_PROSE = new Set(
  `AlarmTopicProps.email Calculation.expression Calculation.from CognitoPool.clientId CognitoPool.domain
  CognitoPool.userPoolArn ContainerProps.dependsOn ContainerProps.image ContainerProps.secrets ContainerProps.ulimits
  DatabaseProps.databaseName DatabaseProps.instanceClass DatabaseProps.postgresVersion DeployRoleProps.system
  DeployRoleProps.writes DnsCertificateProps.alternativeNames Ec2FleetProps.imageId Ec2FleetProps.instanceType
  EventPattern.detail EventPattern.source GithubRoleProps.description GithubRoleProps.subject HealthCheck.command
  HealthCheck.path HealthCheckTiming.codes HostPortExposure.from HttpTargetGroupProps.healthCheckPath KeyAttribute.name
  KeyAttribute.type LoadBalancerExposure.healthCheckPath LogDriver.options LogDriver.secretOptions Metric.dimensions
  Metric.metricName Metric.namespace Mount.path Mount.volume NetworkProps.cidr NetworkProps.interfaceEndpoints
  ObjectFilter.prefix ObjectFilter.suffix OidcProvider.authorizationEndpoint OidcProvider.clientId
  OidcProvider.clientSecret OidcProvider.issuer OidcProvider.tokenEndpoint OidcProvider.userInfoEndpoint OnRotation.name OnRotation.none Opening.source
  OutsideAddress.host Overlap.image PlanRoleProps.system Redirect.host Redirect.path Redirect.query RefreshScheduleProps.timeZone
  RouteMatch.headers RouteMatch.methods RouteMatch.query RouteMatch.sources ScalingMetric.dimensions
  ScalingMetric.expression ScalingMetric.metricName ScalingMetric.namespace ScalingMetric.statistic
  ScheduleExpression.calendar ScheduleExpression.name ScheduledScaling.timeZone SignIn.scope SizedContainer.name
  SpotOptions.alternativeTypes Statement.actions Statement.reason Statement.resources Statement.sid Statement.wildcard
  Stickiness.cookie TableProps.expiresAttribute TableProps.indexes TransportTargetGroupProps.healthCheckPath Volume.driver
  Volume.driverOptions Volume.name AccessPointProps.permissions`.split(/\s+/),
);

/** Constructs by the id they are given, which names, tags and descriptions are made of. */
const IDS: Readonly<Record<string, Feeding>> = {
  AccessLogBucket: alone((stack, id) => void new AccessLogBucket(stack, id)),
  AccessPoint: onNetwork((stack, network, id) => {
    const fileSystem = new FileSystem(stack, "files", { network, backups: false, protect: false });
    new AccessPoint(stack, id, { fileSystem, path: "/uploads" });
  }),
  Alarm: alone(
    (stack, id) =>
      void new Alarm(stack, id, { ...alarm, alarms: topic(stack), effect: "a", firstAction: "b", when: metric }),
  ),
  AlarmTopic: alone((stack, id) => void new AlarmTopic(stack, id, {})),
  Bucket: alone((stack, id) => void new Bucket(stack, id, { protect: false })),
  ConnectNamespace: alone((stack, id) => void new ConnectNamespace(stack, id)),
  Dashboard: alone((stack, id) => {
    const { cluster } = oneBox(stack);
    new Dashboard(stack, id, { cluster, services: [], loadBalancers: [] });
  }),
  Database: onNetwork((stack, network, id) => {
    const props = { instanceClass: "db.t4g.micro", postgresVersion: "17", storageGiB: 20, backupDays: 7 };
    new Database(stack, id, { ...props, network, protect: false, alarms: topic(stack) });
  }),
  EventTask: alone((stack, id) => {
    const { cluster } = oneBox(stack);
    const bucket = new Bucket(stack, "incoming", { protect: false, events: true });
    const on = bucket.objectCreated();
    new EventTask(stack, id, { cluster, runOn: fargate(), ...size, container: { image: IMAGE }, on, fields: {} });
  }),
  FileSystem: onNetwork(
    (stack, network, id) => void new FileSystem(stack, id, { network, backups: false, protect: false }),
  ),
  ImageRepository: alone((stack, id) => void new ImageRepository(stack, id)),
  LockTable: alone((stack, id) => void new LockTable(stack, id)),
  Network: alone((stack, id) => void new Network(stack, id, { cidr: "10.0.0.0/16", zones: 2, egress: "nat-gateway" })),
  NetworkLoadBalancer: onNetwork((stack, network, id) => void new NetworkLoadBalancer(stack, id, { network })),
  Queue: alone((stack, id) => void new Queue(stack, id, { alarms: topic(stack) })),
  QueueWorker: alone((stack, id) => {
    const { cluster } = oneBox(stack);
    const queue = new Queue(stack, "orders", { visibilityTimeoutSeconds: 120, alarms: NOBODY });
    const work = { queue, maxProcessingSeconds: 60, min: 0, max: 5, protectsWork: true };
    new QueueWorker(stack, id, { cluster, runOn: fargate(), ...size, container: { image: IMAGE }, ...work });
  }),
  RefreshSchedule: alone((stack, id) => {
    const { fleet } = oneBox(stack);
    new RefreshSchedule(stack, id, { fleet, schedule: "rate(7 days)", alarms: topic(stack) });
  }),
  ScheduledTask: (id) => scheduled(() => ({}), id)(id),
  Secret: alone((stack, id) => void new Secret(stack, id, { description: "a secret" })),
  Service: (id) =>
    service(
      id,
      () => ({ expose: { hostPort: 80 }, scaling: { min: 1, max: 2, track: [{ metric: "cpu", target: 60 }] } }),
      id,
    ),
  Table: alone(
    (stack, id) =>
      void new Table(stack, id, {
        partitionKey: { name: "id", type: "string" },
        protect: false,
        pointInTimeRecovery: false,
      }),
  ),
  TaskFailures: alone((stack, id) => {
    const { cluster } = oneBox(stack);
    new TaskFailures(stack, id, { cluster, alarms: topic(stack) });
  }),
};

/** What was refused by the construct, and what AWS would refuse of what was written. */
function outcome(build: (stack: TerraformStack) => void) {
  return withApp((app) => {
    const stack = corpusStack(app);
    build(stack);
    const context = checkContext(app);
    const refused = findingsOf(app).filter(({ severity }) => severity === "error");
    return {
      refused,
      wrong: [...checkTexts(context), ...checkNames(context)].filter(({ code }) => code !== "name-duplicate"),
    };
  });
}

/** Accepted by AWS's rule, or refused by the construct, which names itself and the option. */
function holds(build: (stack: TerraformStack) => void): void {
  const { refused, wrong } = outcome(build);
  for (const { prop, fix } of refused) expect([typeof prop, fix.length > 3]).toEqual(["string", true]);
  if (refused.length === 0) expect(wrong).toEqual([]);
}

// Some of them synthesize a whole system for each text.
describe("what people write is taken by AWS or refused by the construct", { timeout: 60_000 }, () => {
  test.each(Object.entries(OPTIONS))("%s", (_, feed) => {
    for (const text of HARD) holds(feed(text));
  });

  test.each(Object.entries(IDS))("the id of a %s", (_, feed) => {
    for (const text of HARD) holds(feed(`a${text}`));
  });

  test("any text at all, where prose is most likely", () => {
    const likely = ["FirewallGroupProps.description", "Opening.reason", "SecretProps.description", "AlarmProps.effect"];
    const unit = fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(..."abc XYZ019._-:/()#,@[]+=&;{}!$*".split("")) },
      { weight: 1, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }) },
    );
    fc.assert(
      fc.property(fc.constantFrom(...likely), fc.string({ unit, maxLength: 300 }), (option, text) =>
        holds(OPTIONS[option]!(text)),
      ),
      { numRuns: 40 },
    );
  });

  test("a token is not measured, and what stands around it is", () => {
    const codes = (option: string, text: (token: string) => string) =>
      outcome((stack) => {
        const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
        OPTIONS[option]!(text(name))(stack);
      }).refused.map(({ code }) => code);
    expect(codes("SecretProps.description", (token) => token)).toEqual([]);
    expect(codes("SecretProps.description", (token) => `${"x".repeat(2049)}${token}`)).toEqual(["text-length"]);
    expect(codes("FirewallGroupProps.description", (token) => token)).toEqual([]);
    expect(codes("FirewallGroupProps.description", (token) => `${token}'s hosts`)).toEqual(["text-characters"]);
    expect(codes("ServiceRoleProps.name", (token) => `${token}/x`)).toEqual(["name-characters"]);
  });

  test("every option of every construct that takes text is fed, or known to hold none", () => {
    const found = readdirSync("constructs", { recursive: true, withFileTypes: true })
      .filter(
        (it) =>
          it.isFile() && it.name.endsWith(".ts") && !it.name.includes(".test.") && !it.parentPath.includes("rules"),
      )
      .flatMap((it) => [
        ...readFileSync(`${it.parentPath}/${it.name}`, "utf8").matchAll(
          /export (?:interface|type) (\w+)[^{;]*\{([\s\S]*?)\n\}/g,
        ),
      ])
      .flatMap(([, name, body]) =>
        [...body!.matchAll(/^ +readonly (\w+)\??: (.*)$/gm)]
          .filter(([, , type]) => /\bstring\b/.test(type!))
          .map(([, property]) => `${name}.${property}`),
      );
    const open = found.filter((option) => !(option in OPTIONS) && !INTERNAL.test(option) && !NO_PROSE.has(option));
    expect([...new Set(open)]).toEqual([]);
    expect(Object.keys(OPTIONS).filter((option) => !found.includes(option))).toEqual([]);
  });
});

/**
 * What AWS documents, written down once more: the tables of the project may not be what judges the project.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html and the references of each service.
 */
const DOCUMENTED: readonly (readonly [types: RegExp, argument: RegExp, text: RegExp])[] = [
  [/^aws_(vpc_)?security_group/, /^description$/, /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/],
  [/^aws_iam_role$/, /^description$/, /^[\t\n\r\u0020-\u007E\u00A1-\u00FF]{0,1000}$/],
  [/^aws_cloudwatch_metric_alarm$/, /^alarm_description$/, /^.{0,1024}$/s],
  [/^aws_(cloudwatch_event_rule|scheduler_schedule)$/, /^description$/, /^.{0,512}$/s],
  [/^aws_secretsmanager_secret$/, /^description$/, /^.{0,2048}$/s],
  [/^aws_service_discovery_/, /^description$/, /^.{0,1024}$/s],
  [/^aws_(db|rds)_/, /^description$/, /^[ -~]{1,255}$/],
  [/^aws_ecr_lifecycle_policy$/, /^description$/, /^.{0,256}$/s],
  [/^aws_(kms_key|ssm_parameter|launch_template)$/, /^description$/, /^.{0,255}$/s],
  [/^aws_route53_zone$/, /^comment$/, /^.{0,256}$/s],
  [/^aws_lb_/, /^message_body$/, /^.{0,1024}$/s],
  [/^aws_sns_topic$/, /^display_name$/, /^.{0,100}$/s],
  [/./, /^(tags|tag)\./, /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u],
];

describe("the stacks of all environments and the examples send only texts that AWS documents", () => {
  const written = (app: App) =>
    synthesizedStacks(app).flatMap(({ json }) =>
      Object.entries((json.resource ?? {}) as Record<string, Record<string, unknown>>).flatMap(([type, named]) =>
        Object.values(named).flatMap((body) => texts(body).map(([argument, text]) => ({ type, argument, text }))),
      ),
    );

  test.each([
    ...Object.keys(environments).map((name) => [name, () => withSystem(name, ({ app }) => written(app))] as const),
    ...Object.entries(examples).map(([name, load]) => {
      const build = async () => (await load()).build;
      return [name, async () => withFolder(await build(), written)] as const;
    }),
  ])("%s", async (_, read) => {
    const found = await read();
    expect(found.length).toBeGreaterThan(10);
    for (const { type, argument, text } of found) {
      const rule = DOCUMENTED.find(([types, args]) => types.test(type) && args.test(argument));
      expect([type, argument, rule === undefined ? "a text without a documented rule" : text]).toEqual([
        type,
        argument,
        expect.stringMatching(rule?.[2] ?? /^$/),
      ]);
    }
  });
});

function withFolder<T>(build: (outdir: string) => App, use: (app: App) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "stowage-texts-"));
  try {
    return use(build(join(folder, "out")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Descriptions, comments and tags of a resource, also inside JSON; references are taken out of them. */
function texts(value: unknown, key = ""): [argument: string, text: string][] {
  if (typeof value === "string") {
    if (/^(.*description|comment|message_body|display_name|tags?\..*)$/.test(key))
      return [[key, value.replace(/\$\{[^}]*\}/g, "")]];
    return key === "policy" && value.includes("rulePriority") ? texts(JSON.parse(value)) : [];
  }
  if (Array.isArray(value)) return value.flatMap((member) => texts(member, key));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === "//" ? [] : texts(member, /^tags?$/.test(key) ? `${key}.${name}` : name),
  );
}
