import { describe, expect, it } from "vitest";
import { linesOf } from "../fixtures/documents";

const TEMPLATE = {
  instance_type: "t3.micro",
  credit_specification: { cpu_credits: "standard" },
  network_interfaces: [{ associate_public_ip_address: "false" }],
  block_device_mappings: [{ device_name: "/dev/xvda", ebs: { volume_size: 30, volume_type: "gp3" } }],
};
const GROUP = { min_size: 1, max_size: 1, launch_template: { id: "${aws_launch_template.t.id}" } };

function groupLines(group: object, template: object = TEMPLATE, more: object = {}, region = "us-east-1") {
  const resources = { aws_launch_template: { t: template }, ...more };
  return linesOf("aws_autoscaling_group", { ...GROUP, ...group }, resources, region).lines;
}

describe("an Auto Scaling group", () => {
  // us-east-1: t3.micro 730 x 0.0104 = 7.592, t3.small 730 x 0.0208 = 15.184, 30 GB gp3 30 x 0.08 = 2.40
  it.each([
    { group: {}, low: 7.592, high: 7.592 },
    { group: { min_size: 2, max_size: 2 }, low: 15.184, high: 15.184 },
    { group: { min_size: 1, max_size: 3 }, low: 7.592, high: 22.776 },
    { group: { min_size: 0, max_size: 1 }, low: 0, high: 7.592 },
    { group: { min_size: "1", max_size: "2", desired_capacity: 2 }, low: 7.592, high: 15.184 },
  ])("is low at min_size and high at max_size: $group", ({ group, low, high }) => {
    expect(groupLines(group).instance).toMatchObject({ low, high });
  });

  it("multiplies its volumes by the same numbers", () => {
    expect(groupLines({ min_size: 1, max_size: 3 })["volume:/dev/xvda"]).toMatchObject({ low: 2.4, high: 7.2 });
  });

  it("with hidden sizes takes none to one, and says so", () => {
    const line = groupLines({ min_size: "${var.n}", max_size: "${var.n}" }).instance;
    expect(line).toMatchObject({ low: 0, high: 7.592 });
    expect(line?.assumption).toContain("can't be seen");
  });

  it("whose types the policy overrides lies between the cheapest and the dearest", () => {
    const specification = { launch_template_id: "${aws_launch_template.t.id}" };
    const override = [{ instance_type: "t3.micro" }, { instance_type: "t3.small" }];
    const lines = groupLines({
      launch_template: [],
      mixed_instances_policy: { launch_template: { launch_template_specification: specification, override } },
    });
    expect(lines.instance).toMatchObject({ item: "EC2 t3.micro or t3.small", low: 7.592, high: 15.184 });
  });

  it("on spot has no low end, because the spot price floats, and the on-demand price as its high end", () => {
    const specification = { launch_template_id: "${aws_launch_template.t.id}" };
    const lines = groupLines({
      min_size: 2,
      max_size: 4,
      launch_template: [],
      mixed_instances_policy: {
        instances_distribution: { on_demand_base_capacity: 1, on_demand_percentage_above_base_capacity: 0 },
        launch_template: { launch_template_specification: specification },
      },
    });
    expect(lines.instance).toMatchObject({ low: 7.592, high: 7.592 });
    // one to three instances on spot, 3 x 730 x 0.0104 = 22.776 at the most
    expect(lines["spot-instance"]).toMatchObject({ low: null, high: 22.776 });
    expect(lines["spot-instance"]?.unknown).toContain("spot price floats");
  });

  it("of a type without a price is unknown, not free", () => {
    const line = groupLines({}, { ...TEMPLATE, instance_type: "m5.24xlarge" }).instance;
    expect(line).toMatchObject({ low: null, high: null, unitPrice: null });
    expect(line?.unknown).toContain("no price for m5.24xlarge in us-east-1");
    expect(groupLines({}, { ...TEMPLATE, instance_type: "${data.aws_x.y.z}" }).instance?.unknown).toContain(
      "can't be seen",
    );
  });

  it("of a type that a region doesn't offer is unknown there", () => {
    const m7g = { ...TEMPLATE, instance_type: "m7g.medium" };
    expect(groupLines({}, m7g, {}, "eu-central-1").instance?.low).toBe(35.697); // 730 x 0.0489
    expect(groupLines({}, m7g, {}, "eu-south-1").instance?.low).toBeNull();
  });
});

describe("the public address of a group's instances", () => {
  const subnet = (values: object) => ({ aws_subnet: { s: values } });
  const open = { ...TEMPLATE, network_interfaces: [] };
  const inSubnet = { vpc_zone_identifier: ["${aws_subnet.s.id}"] };

  // 730 x 0.005 = 3.65
  it.each([
    {
      name: "template says yes",
      template: { ...TEMPLATE, network_interfaces: [{ associate_public_ip_address: "true" }] },
      low: 3.65,
      high: 3.65,
    },
    {
      name: "template says no, subnet yes",
      template: TEMPLATE,
      more: subnet({ map_public_ip_on_launch: true }),
      low: undefined,
    },
    { name: "subnet says yes", template: open, more: subnet({ map_public_ip_on_launch: true }), low: 3.65, high: 3.65 },
    { name: "subnet says nothing", template: open, more: subnet({}), low: undefined },
    { name: "subnet can't be seen", template: open, more: {}, low: 0, high: 3.65 },
  ])("is counted when the $name", ({ template, more = {}, low, high }) => {
    const line = groupLines(inSubnet, template, more)["public-ipv4"];
    expect(line?.low).toBe(low);
    expect(line?.high).toBe(high);
  });

  it("is not counted twice when user data attaches an Elastic IP", () => {
    const template = {
      ...TEMPLATE,
      network_interfaces: [{ associate_public_ip_address: "true" }],
      user_data: '${base64encode("aws ec2 associate-address --allocation-id ${aws_eip.fixed.allocation_id}")}',
    };
    const lines = groupLines({}, template, { aws_eip: { fixed: {} } });
    expect(lines["public-ipv4"]).toBeUndefined();
    expect(lines["data-out"]).toMatchObject({ low: 0.09, high: 4.5 });
  });
});

describe("surplus credits", () => {
  const { credit_specification: _, ...unsaid } = TEMPLATE;
  // vCPU x (1 - baseline) x 730 h x 0.05
  it.each([
    ["t3.nano", 2 * 0.95 * 730 * 0.05],
    ["t3.micro", 65.7],
    ["t3.small", 58.4],
    ["t3.large", 2 * 0.7 * 730 * 0.05],
    ["t3a.medium", 58.4],
  ])("of %s in unlimited mode are at most %d USD a month", (type, high) => {
    const line = groupLines({}, { ...unsaid, instance_type: type })["surplus-credits"];
    expect(line?.low).toBe(0);
    expect(line?.high).toBeCloseTo(high, 6);
  });

  it("of several types are those of the type that can use most", () => {
    const override = [{ instance_type: "t3.small" }, { instance_type: "t3.micro" }];
    const policy = {
      launch_template: { launch_template_specification: { id: "${aws_launch_template.t.id}" }, override },
    };
    const line = groupLines({ launch_template: [], mixed_instances_policy: policy }, unsaid)["surplus-credits"];
    expect(line).toMatchObject({ item: "t3.micro surplus CPU credits (unlimited mode)", high: 65.7 });
  });

  it("of T4g have no sourced price, which is shown", () => {
    const line = groupLines({}, { ...unsaid, instance_type: "t4g.small" })["surplus-credits"];
    expect(line).toMatchObject({ low: null, high: null });
  });

  it.each([
    ["t2.micro, which starts in standard mode", { ...unsaid, instance_type: "t2.micro" }],
    ["m7i.large, which has none", { ...unsaid, instance_type: "m7i.large" }],
    ["t3.micro in standard mode", TEMPLATE],
  ])("do not exist for %s", (_name, template) => {
    expect(groupLines({}, template)["surplus-credits"]).toBeUndefined();
  });
});

describe("volumes", () => {
  const withEbs = (ebs: object) => groupLines({}, { ...TEMPLATE, block_device_mappings: [{ device_name: "a", ebs }] });

  it("without a declaration are the image's own 30 GB", () => {
    const line = groupLines({}, { ...TEMPLATE, block_device_mappings: [] })["volume:root"];
    expect(line).toMatchObject({ low: 2.4, high: 2.4 });
    expect(line?.assumption).toContain("rootVolumeGb");
  });

  it("of Bottlerocket are the data volume and two GB for the system, whose size the image decides", () => {
    const mappings = ["/dev/xvdb", "/dev/xvda"].map((device_name, at) => ({
      device_name,
      ebs: { volume_type: "gp3", ...(at === 0 ? { volume_size: 30 } : {}) },
    }));
    const image_id = "resolve:ssm:/aws/service/bottlerocket/aws-ecs-2/arm64/latest/image_id";
    const lines = groupLines({}, { ...TEMPLATE, image_id, block_device_mappings: mappings });
    expect(lines["volume:/dev/xvdb"]).toMatchObject({ low: 2.4, high: 2.4 });
    expect(lines["volume:/dev/xvda"]).toMatchObject({ low: 0.16, high: 0.16 }); // 2 x 0.08
    expect(lines["volume:/dev/xvda"]?.assumption).toBeUndefined();
  });

  it("of another type than gp3 have no price", () => {
    expect(withEbs({ volume_size: 8, volume_type: "io2" })["volume:a"]).toMatchObject({ low: null, high: null });
    // AWS's default for a declared volume
    expect(withEbs({ volume_size: 8 })["volume:a"]?.item).toContain("gp2");
  });

  it("with more IOPS or throughput than gp3 includes cost more by an unknown price", () => {
    const lines = withEbs({ volume_size: 100, volume_type: "gp3", iops: 4000, throughput: 250 });
    expect(lines["volume:a"]?.low).toBe(8); // 100 x 0.08
    expect(lines["volume:a:IOPS"]).toMatchObject({ low: null, quantity: { low: 1000 } });
    expect(lines["volume:a:MiB/s"]).toMatchObject({ low: null, quantity: { low: 125 } });
  });

  it("of their own are billed by the size", () => {
    const { lines } = linesOf("aws_ebs_volume", { size: 50, type: "gp3" }, {}, "eu-central-1");
    expect(lines["volume:data"]).toMatchObject({ low: 4.76, high: 4.76 }); // 50 x 0.0952
  });
});

describe("an instance", () => {
  const INSTANCE = { instance_type: "t4g.nano", credit_specification: { cpu_credits: "standard" } };

  it("has hours, a root volume and an address", () => {
    const { lines } = linesOf("aws_instance", { ...INSTANCE, associate_public_ip_address: true });
    expect(lines.instance?.low).toBe(3.066); // 730 x 0.0042
    expect(lines["volume:root"]?.low).toBe(2.4);
    expect(lines["public-ipv4"]?.low).toBe(3.65);
  });

  it("with an Elastic IP leaves the address to the Elastic IP", () => {
    const more = { aws_eip: { a: { instance: "${aws_instance.one.id}" } } };
    const { lines, estimate } = linesOf("aws_instance", { ...INSTANCE, associate_public_ip_address: true }, more);
    expect(lines["public-ipv4"]).toBeUndefined();
    expect(estimate.lines.filter((line) => line.slot === "public-ipv4")).toMatchObject([
      { address: "aws_eip.a", low: 3.65 },
    ]);
  });

  it("takes what it doesn't say from its launch template", () => {
    const more = { aws_launch_template: { t: { ...TEMPLATE, instance_type: "t3.small" } } };
    const { lines } = linesOf("aws_instance", { launch_template: { id: "${aws_launch_template.t.id}" } }, more);
    expect(lines.instance?.item).toBe("EC2 t3.small");
    expect(lines["volume:/dev/xvda"]?.low).toBe(2.4);
    expect(lines["surplus-credits"]).toBeUndefined();
  });

  it("that is counted is multiplied", () => {
    const { lines } = linesOf("aws_instance", { ...INSTANCE, count: 3, associate_public_ip_address: false });
    expect(lines.instance).toMatchObject({ low: 9.198, arithmetic: "3 x 1 x 730 h x 0.0042" });
  });

  it("with detailed monitoring pays for its metrics, the first ten being free", () => {
    const { lines, estimate } = linesOf("aws_instance", { ...INSTANCE, monitoring: true });
    expect(lines["detailed-monitoring"]?.low).toBe(2.1); // 7 x 0.30
    expect(estimate.deductions.find((deduction) => deduction.pool === "custom-metrics")?.low).toBe(2.1);
  });
});
