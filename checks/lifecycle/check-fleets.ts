import { ROOT_VOLUME_MIN_GB } from "../../constructs/rules/ami-parameters";
import type { Finding } from "../../constructs/rules/finding";
import { instanceType } from "../../constructs/rules/instance-types";
import type { Check, CheckContext } from "../check-context";
import { blocksOf } from "../cost/terraform-document";
import type { FleetView } from "../model/fleet-view";
import type { Block } from "../model/synthesized-app";
import { flagOf, listOf, numberOf, textOf } from "../model/synthesized-stack";
import { lifecycleFinding } from "./codes";

/** Fleets can be changed, drained and destroyed without waiting for what never happens. */
export const checkFleets: Check = (context) =>
  context.ecs.fleets.flatMap((fleet) => [
    ...checkProtection(fleet),
    ...checkDraining(fleet),
    ...(fleet.group === undefined ? [] : checkGroup(fleet, fleet.group)),
    ...(fleet.template === undefined ? [] : checkTemplate(fleet, fleet.template)),
    ...checkScaling(context, fleet),
  ]);

function settingsOf({ provider }: FleetView) {
  return blocksOf(provider.body.auto_scaling_group_provider)[0] ?? {};
}

function checkProtection(fleet: FleetView): Finding[] {
  const terminates = settingsOf(fleet).managed_termination_protection === "ENABLED";
  const keeps = flagOf(fleet.group?.body.protect_from_scale_in) === true;
  if (!terminates && !keeps) return [];
  return [
    lifecycleFinding("destroy-hangs", fleet.path, {
      prop: terminates ? "managed_termination_protection" : "protect_from_scale_in",
      got: "instances that are protected from scale-in",
      expected: "instances that the group may end: destroy waits for the group to become empty, which it never does",
      fix: "set managed_termination_protection to DISABLED and protect_from_scale_in to false",
    }),
  ];
}

function checkDraining(fleet: FleetView): Finding[] {
  if (fleet.max !== 1 || settingsOf(fleet).managed_draining === "DISABLED") return [];
  return [
    lifecycleFinding("draining-one-host", fleet.path, {
      prop: "managed_draining",
      got: "draining, with at most one host",
      expected: "no draining where tasks have nowhere to move to: the host waits up to 48 hours",
      fix: "set managed_draining to DISABLED, or allow a second host",
    }),
  ];
}

function checkGroup(fleet: FleetView, group: Block): Finding[] {
  const tagged = blocksOf(group.body.tag).some((tag) => tag.key === "AmazonECSManaged");
  const ignored = blocksOf(group.body.lifecycle).flatMap((rules) => listOf(rules.ignore_changes));
  const resets =
    fleet.managedScaling && group.body.desired_capacity !== undefined && !ignored.includes("desired_capacity");
  const version = launchVersion(group);
  return [
    ...(tagged
      ? []
      : [
          lifecycleFinding("managed-tag-drift", fleet.path, {
            prop: "tag",
            got: "no tag AmazonECSManaged",
            expected: "the tag that ECS adds to the group itself, so that no plan removes it",
            fix: "declare the tag AmazonECSManaged with propagate_at_launch",
          }),
        ]),
    ...(resets
      ? [
          lifecycleFinding("count-reset", fleet.path, {
            prop: "desired_capacity",
            got: `desired_capacity ${String(group.body.desired_capacity)} is applied by every plan, and changed by managed scaling`,
            expected: "a capacity that is left to managed scaling",
            fix: "drop desired_capacity, or add it to lifecycle.ignore_changes",
          }),
        ]
      : []),
    ...(version === "$Latest" || version === "$Default"
      ? [
          lifecycleFinding("template-version", fleet.path, {
            prop: "launch_template.version",
            got: version,
            expected: "the template's latest_version: a changed template starts no instance refresh otherwise",
            fix: "use the latest_version attribute of the launch template",
          }),
        ]
      : []),
  ];
}

function launchVersion(group: Block): string | undefined {
  const plain = blocksOf(group.body.launch_template)[0];
  const mixed = blocksOf(blocksOf(group.body.mixed_instances_policy)[0]?.launch_template)[0];
  return textOf((plain ?? blocksOf(mixed?.launch_template_specification)[0])?.version);
}

function checkTemplate(fleet: FleetView, template: Block): Finding[] {
  return [
    ...checkCredits(fleet, template),
    ...checkDisk(fleet, template),
    ...checkImage(fleet, template),
    ...(template.body.key_name === undefined ? [] : [keyPair(fleet)]),
  ];
}

function checkCredits(fleet: FleetView, template: Block): Finding[] {
  const credits = blocksOf(template.body.credit_specification)[0]?.cpu_credits;
  const burstable = fleet.instanceTypes.some((type) => instanceType(type)?.burstable === true);
  if (!burstable || credits === "standard") return [];
  return [
    lifecycleFinding("credits-unlimited", fleet.path, {
      prop: "credit_specification",
      got: String(credits ?? "AWS's default, unlimited"),
      expected: "standard: CPU above the baseline is billed otherwise, 0.05 USD per vCPU and hour",
      fix: 'set cpu_credits to "standard", or accept the bill',
    }),
  ];
}

/** Only Amazon Linux brings a root volume of a size that we know. */
function checkDisk(fleet: FleetView, template: Block): Finding[] {
  const root = blocksOf(template.body.block_device_mappings).find((device) => device.device_name === "/dev/xvda");
  const size = numberOf(blocksOf(root?.ebs)[0]?.volume_size);
  const amazonLinux = imageOf(template).includes("/aws/service/ecs/optimized-ami/amazon-linux");
  if (!amazonLinux || size === undefined || size >= ROOT_VOLUME_MIN_GB) return [];
  return [
    lifecycleFinding("root-volume-small", fleet.path, {
      prop: "block_device_mappings",
      got: `${size} GiB`,
      expected: `at least ${ROOT_VOLUME_MIN_GB} GiB, the size of the image`,
      fix: `use ${ROOT_VOLUME_MIN_GB} GiB or more`,
      numbers: { size },
    }),
  ];
}

function checkImage(fleet: FleetView, template: Block): Finding[] {
  const expected = fleet.instanceTypes.map((type) => instanceType(type)?.architecture).find(Boolean);
  const built = imageArchitecture(imageOf(template));
  if (built === undefined || expected === undefined || built === expected) return [];
  return [
    lifecycleFinding("image-architecture", fleet.path, {
      prop: "image_id",
      got: `an image for ${built} on ${fleet.instanceTypes.join(", ")}`,
      expected: `an image for ${expected}; the launch fails otherwise`,
      fix: "take the image's parameter for the architecture of the instance type",
    }),
  ];
}

function keyPair(fleet: FleetView): Finding {
  return lifecycleFinding("ssh-key", fleet.path, {
    prop: "key_name",
    got: "a key pair",
    expected: "no key: Session Manager gives a shell without keys, ports and their loss",
    fix: "drop key_name",
  });
}

function imageOf(template: Block): string {
  return textOf(template.body.image_id) ?? "";
}

/** Of the public parameters; other images say nothing about themselves. */
function imageArchitecture(image: string): "x86_64" | "arm64" | undefined {
  if (!image.includes("/aws/service/")) return undefined;
  return image.includes("/arm64/") ? "arm64" : "x86_64";
}

function checkScaling(context: CheckContext, fleet: FleetView): Finding[] {
  const scheduled = context.ecs.runners.filter(
    ({ kind, capacity }) => (kind === "schedule" || kind === "event") && capacity.fleets.includes(fleet),
  );
  if (fleet.managedScaling || scheduled.length === 0) return [];
  return [
    lifecycleFinding("managed-scaling-off", fleet.path, {
      prop: "managed_scaling",
      got: `off, with ${scheduled.map(({ path }) => path).join(", ")} on it`,
      expected: "managed scaling: a task that does not fit waits, and without it the run is lost without a trace",
      fix: "enable managed_scaling; with min equal to max it only makes tasks wait",
      numbers: { runs: scheduled.length },
    }),
  ];
}
