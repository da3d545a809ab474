import { describe, expect, it } from "vitest";
import { linesOf } from "../fixtures/documents";

const DEFINITION = { cpu: "256", memory: "512", requires_compatibilities: ["FARGATE"] };
const SERVICE = { launch_type: "FARGATE", desired_count: 1, task_definition: "${aws_ecs_task_definition.d.arn}" };

function serviceLines(service: object, definition: object = DEFINITION, more: object = {}, region = "us-east-1") {
  return linesOf(
    "aws_ecs_service",
    { ...SERVICE, ...service },
    { aws_ecs_task_definition: { d: definition }, ...more },
    region,
  );
}

describe("a Fargate service", () => {
  // 0.25 x 730 x 0.04048 = 7.3876; 0.5 x 730 x 0.004445 = 1.622425
  it("bills vCPU and memory of each task around the clock", () => {
    expect(serviceLines({}).lines).toMatchObject({
      "fargate:vcpu": { low: 7.3876, high: 7.3876, arithmetic: "1 x 0.25 vCPU x 730 h x 0.04048" },
      "fargate:memory": { low: 1.622425, high: 1.622425 },
    });
  });

  it.each([
    ["two tasks", { desired_count: 2 }, DEFINITION, 14.7752, 3.24485],
    ["one vCPU and 2 GB spelled out", {}, { cpu: "1 vCPU", memory: "2 GB" }, 29.5504, 6.4897],
    // 0.25 x 730 x 0.03238 = 5.90935; 0.5 x 730 x 0.00356 = 1.2994
    ["ARM", {}, { ...DEFINITION, runtime_platform: { cpu_architecture: "ARM64" } }, 5.90935, 1.2994],
    ["no task", { desired_count: 0 }, DEFINITION, undefined, undefined],
  ])("with %s costs its part", (_name, service, definition, vcpu, memory) => {
    const { lines } = serviceLines(service, definition);
    expect(lines["fargate:vcpu"]?.low).toBe(vcpu);
    expect(lines["fargate:memory"]?.low).toBe(memory);
  });

  it("scales between the bounds of its scaling target", () => {
    const target = {
      min_capacity: 1,
      max_capacity: 4,
      resource_id: "service/${aws_ecs_cluster.c.name}/${aws_ecs_service.one.name}",
    };
    const { lines } = serviceLines({}, DEFINITION, { aws_appautoscaling_target: { t: target } });
    expect(lines["fargate:vcpu"]).toMatchObject({
      low: 7.3876,
      high: 29.5504,
      assumption: "scales between 1 and 4 tasks",
    });
  });

  it("on spot is at least 0.3 of the price and at most all of it", () => {
    const capacity_provider_strategy = [{ capacity_provider: "FARGATE_SPOT", weight: 1 }];
    const { lines } = serviceLines({ launch_type: null, capacity_provider_strategy });
    expect(lines["fargate-spot:vcpu"]).toMatchObject({ low: 2.21628, high: 7.3876 });
  });

  it("with two providers divides the tasks by base and weight", () => {
    const capacity_provider_strategy = [
      { capacity_provider: "FARGATE", base: 1, weight: 1 },
      { capacity_provider: "FARGATE_SPOT", weight: 3 },
    ];
    const { lines } = serviceLines({ launch_type: null, desired_count: 5, capacity_provider_strategy });
    // one by base, the other four one to three
    expect(lines["fargate:vcpu"]?.quantity.low).toBe(2 * 0.25 * 730);
    expect(lines["fargate-spot:vcpu"]?.quantity.high).toBe(3 * 0.25 * 730);
  });

  it("pays for a public address per task, ephemeral storage above 20 GB, and traffic out", () => {
    const definition = { ...DEFINITION, ephemeral_storage: { size_in_gib: 50 } };
    const { lines } = serviceLines({ network_configuration: { assign_public_ip: true } }, definition);
    expect(lines["fargate:public-ipv4"]?.low).toBe(3.65);
    expect(lines["fargate:storage"]?.low).toBe(2.4309); // 30 x 730 x 0.000111
    expect(lines["data-out"]).toMatchObject({ low: 0.09, high: 4.5 });
  });

  it("of a size nobody can see is unknown", () => {
    const { lines } = serviceLines({}, { container_definitions: '${file("x.json")}' });
    expect(lines.fargate).toMatchObject({ low: null, high: null });
  });

  it("is recognized by its cluster's default strategy and by its task definition", () => {
    const cluster = { cluster: "${aws_ecs_cluster.c.id}", launch_type: null };
    const providers = {
      cluster_name: "${aws_ecs_cluster.c.name}",
      default_capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1 }],
    };
    const more = { aws_ecs_cluster: { c: {} }, aws_ecs_cluster_capacity_providers: { p: providers } };
    expect(serviceLines(cluster, { cpu: "256", memory: "512" }, more).lines["fargate:vcpu"]?.low).toBe(7.3876);
    expect(serviceLines({ launch_type: null }).lines["fargate:vcpu"]?.low).toBe(7.3876);
  });

  it("on instances is free, with the reason", () => {
    const { lines, estimate } = serviceLines({ launch_type: "EC2" });
    expect(lines).toEqual({});
    expect(estimate.free).toMatchObject([{ address: "aws_ecs_task_definition.d" }, { address: "aws_ecs_service.one" }]);
  });

  it("has no price in a region without one", () => {
    expect(serviceLines({}, DEFINITION, {}, "us-west-2").lines["fargate:vcpu"]).toMatchObject({
      low: null,
      high: null,
    });
  });
});

describe("a scheduled Fargate task", () => {
  const target = {
    ecs_parameters: { launch_type: "FARGATE", task_definition_arn: "${aws_ecs_task_definition.d.arn}" },
  };
  const schedule = (values: object, definition: object = DEFINITION) =>
    linesOf(
      "aws_scheduler_schedule",
      { schedule_expression: "rate(6 hours)", target, ...values },
      { aws_ecs_task_definition: { d: definition } },
    );

  it("bills its runs by the assumed minutes", () => {
    // 730/6 runs x 0.25 vCPU x 1 to 10 minutes x 0.04048
    const { lines } = schedule({});
    expect(lines["fargate:vcpu"]?.low).toBeCloseTo((730 / 6) * 0.25 * (1 / 60) * 0.04048, 6);
    expect(lines["fargate:vcpu"]?.high).toBeCloseTo((730 / 6) * 0.25 * (10 / 60) * 0.04048, 6);
    expect(lines["fargate:vcpu"]?.assumption).toContain("taskMinutes");
  });

  it("bills at most the maximum it declares in its tag", () => {
    const { lines } = schedule({}, { ...DEFINITION, tags: { "stowage:max-duration-minutes": "30" } });
    expect(lines["fargate:vcpu"]?.high).toBeCloseTo((730 / 6) * 0.25 * 0.5 * 0.04048, 6);
    expect(lines["fargate:vcpu"]?.assumption).toContain("declared maximum of 30");
  });

  it("multiplies by its task count, and pays for addresses while it runs", () => {
    const parameters = { ...target.ecs_parameters, task_count: 3, network_configuration: { assign_public_ip: true } };
    const { lines } = schedule({ target: { ecs_parameters: parameters } });
    expect(lines["fargate:public-ipv4"]?.high).toBeCloseTo((730 / 6) * 3 * (10 / 60) * 0.005, 6);
  });

  it("that is disabled costs nothing at the low end", () => {
    expect(schedule({ state: "DISABLED" }).lines["fargate:vcpu"]?.low).toBe(0);
  });

  it("with a schedule that can't be read is counted by assumption", () => {
    const { lines } = schedule({ schedule_expression: "${var.schedule}" });
    expect(lines.invocations).toMatchObject({ low: 0, assumption: expect.stringContaining("eventTaskRuns") });
  });

  it("counts 0.00012 million invocations, of 14 million that are free", () => {
    const { lines, estimate } = schedule({});
    expect(lines.invocations?.quantity.low).toBeCloseTo(730 / 6 / 1e6, 12);
    expect(estimate.deductions.find((found) => found.pool === "scheduler-invocations")?.low).toBe(
      lines.invocations?.low,
    );
  });

  it("of an EventBridge rule is counted by the rule's schedule, or by assumption for events", () => {
    const values = { rule: "${aws_cloudwatch_event_rule.r.name}", ecs_target: target.ecs_parameters };
    const more = (rule: object) => ({
      aws_cloudwatch_event_rule: { r: rule },
      aws_ecs_task_definition: { d: DEFINITION },
    });
    const hourly = linesOf("aws_cloudwatch_event_target", values, more({ schedule_expression: "rate(1 hour)" }));
    expect(hourly.lines["fargate:vcpu"]?.low).toBeCloseTo(730 * 0.25 * (1 / 60) * 0.04048, 6);
    const events = linesOf("aws_cloudwatch_event_target", values, more({ event_pattern: "{}" }));
    expect(events.lines["fargate:vcpu"]).toMatchObject({ low: 0 });
    expect(events.lines["fargate:vcpu"]?.assumption).toContain("eventTaskRuns");
  });
});
