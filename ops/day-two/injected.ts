import type { Resource } from "../../checks/cost/resource";
import { isObject, type Json } from "../../checks/cost/terraform-document";
import { parseTemplatedJson } from "../../checks/model/templated-json";
import type { Injected } from "./deployment";

/** What keeps a value, and the argument that it is called by in AWS. */
const STORES: readonly [type: string, argument: string][] = [
  ["aws_secretsmanager_secret", "name"],
  ["aws_ssm_parameter", "name"],
  ["aws_db_instance", "identifier"],
  ["aws_rds_cluster", "cluster_identifier"],
];

/** Every secret and parameter that ECS injects into the containers of a task definition, as its JSON says. */
export function injectedInto(task: Resource): Injected[] {
  const injected = valuesFrom(task.view.values.container_definitions);
  const referred = [...new Set(task.view.targetsIn(injected))];
  const stores = STORES.flatMap(([type, argument]) =>
    referred
      .filter((it) => it.type === type)
      .map((it) => ({ names: [it.view.text(argument), nameInStack(it.path)].filter((name) => name !== undefined) })),
  );
  const written = injected.flatMap((text) => nameElsewhere(text) ?? []);
  return [...stores, ...[...new Set(written)].map((name) => ({ names: [name] }))];
}

function valuesFrom(definitions: Json | undefined): string[] {
  const containers = typeof definitions === "string" ? parseTemplatedJson(definitions) : undefined;
  if (!Array.isArray(containers)) return [];
  return containers.filter(isObject).flatMap(({ secrets, logConfiguration }) => {
    const options = isObject(logConfiguration) ? logConfiguration.secretOptions : undefined;
    const entries = [secrets, options].flatMap((list) => (Array.isArray(list) ? list.filter(isObject) : []));
    return entries.flatMap(({ valueFrom }) => (typeof valueFrom === "string" ? [valueFrom] : []));
  });
}

/** The name in an ARN that is written out: of a parameter with its slash, of a secret without its six characters. */
function nameElsewhere(arn: string): string | undefined {
  const parameter = /:parameter(\/[^:]+)$/.exec(arn)?.[1];
  return parameter ?? /:secret:([^:$]+?)(-[A-Za-z0-9]{6})?(:[^:]*){0,3}$/.exec(arn)?.[1];
}

/** `dev-platform/database/Default` is `database`. */
function nameInStack(path: string | undefined): string | undefined {
  return path?.replace(/^[^/]+\//, "").replace(/\/Default$/, "");
}
