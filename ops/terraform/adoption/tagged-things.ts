import { type AutoScalingGroup, paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import { paginateGetResources } from "@aws-sdk/client-resource-groups-tagging-api";
import type { AdoptionClients } from "./clients";
import { all, describeEc2, EC2_KINDS, tagFilters } from "./ec2-things";
import { type Tags, type Thing, thingOfArn } from "./thing";

/** What services make with the tags of something of ours; it goes with that. */
const BELONGS_TO_ANOTHER = new Set([
  "ecs:task",
  "ecs:task-set",
  "ecs:container-instance",
  "backup:recovery-point",
  "rds:snapshot",
]);

/**
 * Everything outside EC2 that carries all of these tags. The list of AWS lags behind by seconds, and what was deleted
 * may stay in it for a while.
 *
 * @see https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
export async function findTagged(tags: Tags, { tagging }: AdoptionClients): Promise<Thing[]> {
  const TagFilters = Object.entries(tags).map(([Key, value]) => ({ Key, Values: [value] }));
  const pages = await Promise.all(
    tagging.map((client) =>
      all(paginateGetResources({ client }, { TagFilters }), (page) => page.ResourceTagMappingList),
    ),
  );
  const [regional = [], global = []] = pages;
  const arns = [...regional, ...global.filter(({ ResourceARN = "" }) => ResourceARN.split(":")[3] === "")].flatMap(
    ({ ResourceARN }) => ResourceARN ?? [],
  );
  return [...new Set(arns)]
    .map(thingOfArn)
    .filter(({ kind }) => !kind.startsWith("ec2:") && !BELONGS_TO_ANOTHER.has(kind));
}

/** Everything that carries all of these tags, of EC2 and elsewhere. */
export async function everythingTagged(tags: Tags, clients: AdoptionClients): Promise<Thing[]> {
  const { autoScaling, ec2 } = clients;
  const [inEc2, groups, elsewhere] = await Promise.all([
    Promise.all(EC2_KINDS.map((kind) => describeEc2(kind, tagFilters(tags), ec2))),
    all(
      paginateDescribeAutoScalingGroups({ client: autoScaling }, { Filters: tagFilters(tags) }),
      (page) => page.AutoScalingGroups,
    ),
    findTagged(tags, clients),
  ]);
  return [...inEc2.flat(), ...groups.map(fleet), ...elsewhere];
}

/** An Auto Scaling group, with the instances that end with it. */
export function fleet({ AutoScalingGroupARN = "", Instances = [] }: AutoScalingGroup): Thing {
  const instances = Instances.flatMap(({ InstanceId }) => InstanceId ?? []).join(" ");
  return { ...thingOfArn(AutoScalingGroupARN), ...(instances === "" ? {} : { on: instances }) };
}
