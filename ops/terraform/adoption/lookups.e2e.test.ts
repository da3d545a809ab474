import {
  AllocateAddressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  type TagSpecification,
} from "@aws-sdk/client-ec2";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeregisterTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localTools, projectRoot } from "../../../test/e2e/support/local-tools";
import { type Emulator, startEmulator } from "../../emulator/emulator";
import { EMULATOR_CREDENTIALS } from "../environment";
import { type AdoptionClients, adoptionClients } from "./clients";
import { lookupOf } from "./lookups";
import { strangersAmong } from "./strangers";
import { everythingTagged } from "./tagged-things";
import { thingOfArn } from "./thing";

const { tools, skipped } = localTools();
const REGION = "eu-central-1";

/** The services' own answers, as far as the emulator gives them, without a Terraform between. */
describe.skipIf(tools === undefined)(`what exists is found${skipped}`, () => {
  let emulator: Emulator;
  let clients: AdoptionClients;
  beforeAll(async () => {
    if (tools === undefined) return;
    emulator = await startEmulator({ projectRoot, python: tools.moto.path });
    clients = adoptionClients({ endpoint: emulator.url, region: REGION, credentials: EMULATOR_CREDENTIALS });
  });
  afterAll(() => emulator?.[Symbol.asyncDispose]());

  const find = async (type: string, values: object) => (await lookupOf(type)?.find({ ...values }, clients)) ?? [];
  const tags = (stack: string) => [{ Key: "stack", Value: stack }];
  const specified = (ResourceType: TagSpecification["ResourceType"], stack: string) => [
    { ResourceType, Tags: tags(stack) },
  ];

  test("load balancers and target groups by name, listeners by port, rules by priority", async () => {
    const { balancing, ec2 } = clients;
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    const VpcId = Vpc?.VpcId;
    const subnet = async (CidrBlock: string, zone: string) =>
      (await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone: `${REGION}${zone}` }))).Subnet
        ?.SubnetId ?? "";
    const Subnets = [await subnet("10.0.0.0/24", "a"), await subnet("10.0.1.0/24", "b")];
    expect(await find("aws_lb", { name: "main" })).toEqual([]);
    expect(await find("aws_lb_target_group", { name: "web" })).toEqual([]);
    const { LoadBalancers = [] } = await balancing.send(
      new CreateLoadBalancerCommand({ Name: "main", Scheme: "internal", Subnets }),
    );
    const { TargetGroups = [] } = await balancing.send(
      new CreateTargetGroupCommand({ Name: "web", VpcId, Protocol: "HTTP", Port: 80 }),
    );
    const [balancer, TargetGroupArn] = [LoadBalancers[0]?.LoadBalancerArn, TargetGroups[0]?.TargetGroupArn];
    const forward = [{ Type: "forward" as const, TargetGroupArn }];
    const { Listeners = [] } = await balancing.send(
      new CreateListenerCommand({ LoadBalancerArn: balancer, Protocol: "HTTP", Port: 80, DefaultActions: forward }),
    );
    const listener = Listeners[0]?.ListenerArn;
    const { Rules = [] } = await balancing.send(
      new CreateRuleCommand({
        ListenerArn: listener,
        Priority: 7,
        Conditions: [{ Field: "path-pattern", Values: ["/*"] }],
        Actions: forward,
      }),
    );
    expect(await find("aws_lb", { name: "main" })).toEqual([balancer]);
    expect(await find("aws_lb_target_group", { name: "web" })).toEqual([TargetGroupArn]);
    expect(await find("aws_lb_listener", { load_balancer_arn: balancer, port: 80 })).toEqual([listener]);
    expect(await find("aws_lb_listener", { load_balancer_arn: balancer, port: 443 })).toEqual([]);
    expect(await find("aws_lb_listener", { port: 80 })).toEqual([]);
    expect(await find("aws_lb_listener_rule", { listener_arn: listener, priority: 7 })).toEqual([Rules[0]?.RuleArn]);
    expect(await find("aws_lb_listener_rule", { listener_arn: listener, priority: 8 })).toEqual([]);
  });

  test("a service of a cluster, without waiting for one that is not there", async () => {
    const { ecs } = clients;
    const service = { cluster: "arn:aws:ecs:eu-west-1:123456789012:cluster/main", name: "shop" };
    expect(await find("aws_ecs_service", service)).toEqual([]);
    // moto lists nothing at all as long as there is a cluster or a service without tags.
    const tags = [{ key: "stack", value: "shop" }];
    await ecs.send(new CreateClusterCommand({ clusterName: "main", tags }));
    expect(await find("aws_ecs_service", service)).toEqual([]);
    const containerDefinitions = [{ name: "app", image: "nginx", memory: 64 }];
    await ecs.send(new RegisterTaskDefinitionCommand({ family: "shop", containerDefinitions, tags }));
    const asked = { cluster: "main", serviceName: "shop", taskDefinition: "shop", tags };
    await ecs.send(new CreateServiceCommand(asked));
    expect(await find("aws_ecs_service", service)).toEqual(["main/shop"]);
  });

  test("the newest active revision of a task definition, of which only newer ones than the state's are strangers", async () => {
    const { ecs } = clients;
    const register = async () => {
      const containerDefinitions = [{ name: "app", image: "nginx", memory: 64 }];
      const request = { family: "web", containerDefinitions, tags: [{ key: "stack", value: "web" }] };
      return (await ecs.send(new RegisterTaskDefinitionCommand(request))).taskDefinition?.taskDefinitionArn ?? "";
    };
    expect(await find("aws_ecs_task_definition", { family: "web" })).toEqual([]);
    const [first, second, third] = [await register(), await register(), await register()];
    expect(await find("aws_ecs_task_definition", { family: "web" })).toEqual([third]);
    const tagged = await everythingTagged({ stack: "web" }, clients);
    expect(await strangersAmong(tagged, new Set([second]), clients)).toEqual([thingOfArn(third)]);
    expect(await strangersAmong(tagged, new Set([third]), clients)).toEqual([]);
    await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: third }));
    expect(await strangersAmong(tagged, new Set([first, second]), clients)).toEqual([]);
  });

  test("what carries all of the tags and nothing of another stack, a default group or what a service keeps", async () => {
    const { ec2 } = clients;
    const { AllocationId } = await ec2.send(
      new AllocateAddressCommand({ Domain: "vpc", TagSpecifications: specified("elastic-ip", "one") }),
    );
    await ec2.send(new AllocateAddressCommand({ Domain: "vpc", TagSpecifications: specified("elastic-ip", "other") }));
    const { Vpc } = await ec2.send(
      new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", TagSpecifications: specified("vpc", "one") }),
    );
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: "box",
        Description: "box",
        VpcId: Vpc?.VpcId,
        TagSpecifications: specified("security-group", "one"),
      }),
    );
    const found = await everythingTagged({ stack: "one" }, clients);
    expect(found.map(({ id }) => id).toSorted()).toEqual([AllocationId, GroupId, Vpc?.VpcId].toSorted());
    expect(await everythingTagged({ stack: "none" }, clients)).toEqual([]);
    expect(await find("aws_eip", { tags_all: { stack: "one" } })).toEqual([AllocationId]);
    expect(await find("aws_eip", { tags_all: {} })).toEqual([]);
    expect(await find("aws_security_group", { tags_all: { stack: "one" } })).toEqual([]);
    expect(await find("aws_security_group", { tags_all: { stack: "one" }, vpc_id: Vpc?.VpcId })).toEqual([GroupId]);
  });
});
