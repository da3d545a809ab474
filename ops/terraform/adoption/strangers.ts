import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import type { AdoptionClients } from "./clients";
import { nameInArn, type Thing } from "./thing";

/**
 * What belongs to nothing that a stack has: left by a run that was killed, and then made a second time.
 *
 * @param candidates everything that carries the stack's tags, and what stands inside of it
 * @param known ids, names and ARNs of what the state holds or is about to adopt
 */
export async function strangersAmong(
  candidates: readonly Thing[],
  known: ReadonlySet<string>,
  clients: AdoptionClients,
): Promise<Thing[]> {
  const unknown = new Map(candidates.filter(({ id }) => !known.has(id)).map((thing) => [thing.id, thing]));
  const found = await Promise.all(
    [...unknown.values()].map(async (thing) => {
      if (thing.kind !== "ecs:task-definition") return [thing];
      return (await isNewest(thing.id, known, clients)) ? [thing] : [];
    }),
  );
  return found.flat();
}

/** Older revisions are the past, to go back to; one that is newer than the state's was registered by the dead run. */
async function isNewest(arn: string, known: ReadonlySet<string>, { ecs }: AdoptionClients): Promise<boolean> {
  const { family, revision } = revisionOf(arn);
  const others = [...known].filter((id) => id.includes(":task-definition/")).map(revisionOf);
  if (others.some((other) => other.family === family && other.revision >= revision)) return false;
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }));
  return taskDefinition?.status === "ACTIVE";
}

function revisionOf(arn: string): { family: string; revision: number } {
  const [family = "", revision = ""] = nameInArn(arn).split(":");
  return { family, revision: Number(revision) };
}
