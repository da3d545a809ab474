import type { Block, SynthesizedApp } from "./synthesized-app";

/** The scaler of each service whose count is not the plan's business, by the service. */
export function scalingTargets(app: SynthesizedApp): ReadonlyMap<Block, Block> {
  const targets = app.ofType("aws_appautoscaling_target").flatMap((target): [Block, Block][] => {
    const service = app.target(target.body.resource_id, target.stack, "aws_ecs_service");
    return service === undefined ? [] : [[service, target]];
  });
  return new Map(targets);
}
