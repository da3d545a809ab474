import { DescribeScalableTargetsCommand } from "@aws-sdk/client-application-auto-scaling";
import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { GetScheduleCommand } from "@aws-sdk/client-scheduler";
import type { AppliedSystem, Phase } from "../rehearsal/extensions";
import { activeService } from "./active-service";
import type { Aws } from "./aws";
import type { Deployment } from "./deployment";
import type { Screen } from "./screen";
import { putToSleep, wake } from "./sleep";

/** What is awake: hosts, copies and limits by name, and the schedules that start something. */
type Awake = Readonly<Record<string, number>>;

/** Puts the applied environment to sleep and wakes it, by the names that its synthesized stacks say. */
export function sleepPhase(deployment: Deployment): Phase {
  return {
    name: "sleep and wake",
    run: async ({ aws, signal }: AppliedSystem) => {
      // In the emulator everything is so at once, so there is nothing to wait for.
      const options = { deployment, timeoutMs: 0 };
      const before = await awakeIn(deployment, aws);
      await putToSleep(options, aws, silent(signal));
      const asleep = await awakeIn(deployment, aws);
      if (Object.values(asleep).some((count) => count > 0))
        throw new Error(`does not sleep: ${JSON.stringify(asleep)}`);
      await wake(options, aws, silent(signal));
      const after = await awakeIn(deployment, aws);
      const [was, is] = [JSON.stringify(before), JSON.stringify(after)];
      if (was !== is) throw new Error(`woke as ${is}, was ${was}`);
      return `${Object.keys(before).length} counts at 0, and as before`;
    },
  };
}

async function awakeIn({ hostGroups, services, scalableTargets, schedules }: Deployment, aws: Aws): Promise<Awake> {
  const AutoScalingGroupNames = hostGroups.map(({ name }) => name);
  const groups = await aws.autoScaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames }));
  const ResourceIds = scalableTargets.map(({ resourceId }) => resourceId);
  const targets = await aws.applicationAutoScaling.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: "ecs", ResourceIds }),
  );
  const awake: Record<string, number> = {};
  for (const { AutoScalingGroupName, MinSize = 0, DesiredCapacity = 0 } of groups.AutoScalingGroups ?? []) {
    awake[`fewest hosts ${AutoScalingGroupName}`] = MinSize;
    awake[`hosts ${AutoScalingGroupName}`] = DesiredCapacity;
  }
  for (const { ResourceId, MaxCapacity = 0 } of targets.ScalableTargets ?? [])
    awake[`limit ${ResourceId}`] = MaxCapacity;
  for (const service of services.filter(({ daemon }) => !daemon)) {
    awake[`copies ${service.name}`] = (await activeService(service, aws)).desiredCount ?? 0;
  }
  for (const { group, name } of schedules) {
    const { State } = await aws.scheduler.send(new GetScheduleCommand({ GroupName: group, Name: name }));
    awake[`schedule ${name}`] = State === "ENABLED" ? 1 : 0;
  }
  return awake;
}

function silent(interrupted: AbortSignal): Screen {
  return { out: () => undefined, err: () => undefined, pause: async () => undefined, interrupted };
}
