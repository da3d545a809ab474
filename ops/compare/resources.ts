import { blocksIn, type SynthesizedStack } from "../../checks/model/synthesized-stack";

/** The resources of a system by construct path and type: `app/backend/task (aws_ecs_task_definition)`. */
export type Resources = ReadonlyMap<string, unknown>;

/** @param environment the name that the stacks' names begin with */
export function resourcesOf(stacks: readonly SynthesizedStack[], environment: string): Resources {
  return new Map(
    stacks
      .flatMap(blocksIn)
      .filter(({ mode }) => mode === "resource")
      .map(({ path, type, body }) => [`${path.slice(environment.length + 1)} (${type})`, body]),
  );
}
