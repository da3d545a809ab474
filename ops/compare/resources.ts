import type { SynthesizedStack } from "../../checks/model/synthesized-stack";

/** The resources of a system by stack, address and type: `app/backend/task (aws_ecs_task_definition)`. */
export type Resources = ReadonlyMap<string, unknown>;

/** @param environment the name that the stacks' names begin with */
export function resourcesOf(stacks: readonly SynthesizedStack[], environment: string): Resources {
  return new Map(
    stacks.flatMap(({ json }) =>
      Object.entries((json.resource ?? {}) as Record<string, Record<string, Block>>).flatMap(([type, named]) =>
        Object.values(named).map(
          (block) => [`${pathOf(block).slice(environment.length + 1)} (${type})`, block] as const,
        ),
      ),
    ),
  );
}

interface Block {
  readonly "//"?: { readonly metadata?: { readonly path?: string } };
}

/** As the stacks' own code calls it; CDKTF calls the one resource of a construct `Default` or `resource`. */
function pathOf(block: Block): string {
  return (block["//"]?.metadata?.path ?? "").replace(/\/(Default|resource)$/, "");
}
