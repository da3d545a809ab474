import type { Finding } from "../../constructs/rules/finding";
import type { Check } from "../check-context";
import { blocksOf } from "../cost/terraform-document";
import type { FleetView } from "../model/fleet-view";
import { lifecycleFinding } from "./codes";

/** `systemctl start ecs` and the like, unless it does not wait for the unit. */
const STARTS_AGENT = /systemctl\s+(?:enable\s+--now|start|restart)\s+(?!--no-block)[^\n\\]*\b(?:ecs|docker)\b/;

/** Hosts join their cluster and no other, and the agent comes up. */
export const checkUserData: Check = ({ ecs }) => ecs.fleets.flatMap((fleet) => checkFleet(fleet));

function checkFleet(fleet: FleetView): Finding[] {
  const { userData, path } = fleet;
  const named = /ECS_CLUSTER=(?!\s|\\n|$)|(?:^|\\n|\n)\s*cluster = /.test(userData);
  return [
    ...(fleet.template === undefined || named
      ? []
      : [
          lifecycleFinding("host-cluster-unset", path, {
            prop: "user_data",
            got: "no ECS_CLUSTER",
            expected: "the name of the cluster: the agent joins the cluster named default otherwise, or none",
            fix: "write ECS_CLUSTER to /etc/ecs/ecs.config first of all",
          }),
        ]),
    ...(STARTS_AGENT.test(userData)
      ? [
          lifecycleFinding("agent-started-in-user-data", path, {
            prop: "user_data",
            got: "the agent or Docker is started by the first-boot script",
            expected:
              "a script that only writes the configuration: both units wait for the script, which waits for them",
            fix: "drop the systemctl line; the units start by themselves",
          }),
        ]
      : []),
    ...checkSpot(fleet),
    ...checkWarmPool(fleet),
  ];
}

function checkSpot({ group, template, userData, path }: FleetView): Finding[] {
  const distribution = blocksOf(blocksOf(group?.body.mixed_instances_policy)[0]?.instances_distribution)[0];
  const share = Number(distribution?.on_demand_percentage_above_base_capacity ?? 100);
  const market = blocksOf(template?.body.instance_market_options)[0]?.market_type;
  const drains = /ECS_ENABLE_SPOT_INSTANCE_DRAINING=true|enable-spot-instance-draining = true/.test(userData);
  if ((share >= 100 && market !== "spot") || drains) return [];
  return [
    lifecycleFinding("spot-not-drained", path, {
      prop: "user_data",
      got: "spot capacity without ECS_ENABLE_SPOT_INSTANCE_DRAINING",
      expected: "hosts that drain in the two minutes before they are taken back",
      fix: "set ECS_ENABLE_SPOT_INSTANCE_DRAINING=true",
    }),
  ];
}

function checkWarmPool({ group, userData, path }: FleetView): Finding[] {
  if (blocksOf(group?.body.warm_pool).length === 0 || userData.includes("ECS_WARM_POOLS_CHECK=true")) return [];
  return [
    lifecycleFinding("warm-pool-registers", path, {
      prop: "warm_pool",
      got: "a warm pool without ECS_WARM_POOLS_CHECK",
      expected: "waiting hosts that do not register: ECS places tasks on them otherwise, and they are stopped",
      fix: "set ECS_WARM_POOLS_CHECK=true",
    }),
  ];
}
