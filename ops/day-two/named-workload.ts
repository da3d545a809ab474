import type { Deployment, EcsService, Workload } from "./deployment";
import { Refusal } from "./refusal";

/**
 * The workload of that name.
 * @throws Refusal `workload-unknown`, which lists those there are
 */
export function namedWorkload(name: string, { workloads }: Deployment, environment: string): Workload {
  const found = workloads.find((workload) => workload.name === name);
  if (found !== undefined) return found;
  throw new Refusal({
    code: "workload-unknown",
    path: `environments/${environment}.ts`,
    got: name,
    expected: `one of ${workloads.map(kindly).join(", ")}`,
    fix: "correct the name",
  });
}

/**
 * The service of that name.
 * @throws Refusal `workload-unknown`, or `workload-not-a-service` where only schedules or events start it
 */
export function namedService(name: string, deployment: Deployment, environment: string): EcsService {
  const { service } = namedWorkload(name, deployment, environment);
  if (service !== undefined) return service;
  throw new Refusal({
    code: "workload-not-a-service",
    path: `environments/${environment}.ts`,
    got: name,
    expected: "a service: a scheduled task runs only now and then",
    fix: `start it once instead: stowage run ${name} --command "..."`,
  });
}

function kindly({ name, service, schedules }: Workload): string {
  if (service !== undefined) return `${name} (service)`;
  return schedules.length > 0 ? `${name} (scheduled task)` : `${name} (task)`;
}
