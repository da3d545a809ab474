import type { Injectable } from "../constructs/security/injectable";
import type { RepositoryImage } from "../constructs/storage/image-repository";
import type { ContainerProps } from "../constructs/task/container";

/** The lists of variables that a workload's configuration module exports. */
interface Variables {
  readonly environmentKeys: readonly string[];
  readonly optionalEnvironmentKeys: readonly string[];
  readonly secretKeys: readonly string[];
  readonly optionalSecretKeys?: readonly string[];
}

type Keys<Config extends Variables, List extends keyof Variables> = NonNullable<Config[List]>[number];

type OptionalSecrets<Config extends Variables> =
  Config extends Required<Variables>
    ? Readonly<Partial<Record<Keys<Config, "optionalSecretKeys">, Injectable>>>
    : unknown;

/**
 * What a workload must and may be given. `Config` is the type of its own configuration module, so that a variable it
 * needs and the stack forgets is a compile error, and so is one it does not know.
 */
export interface WorkloadSettings<Config extends Variables> {
  readonly image: RepositoryImage;
  readonly environment: Readonly<Record<Keys<Config, "environmentKeys">, string>> &
    Readonly<Partial<Record<Keys<Config, "optionalEnvironmentKeys">, string>>>;
  readonly secrets: Readonly<Record<Keys<Config, "secretKeys">, Injectable>> & OptionalSecrets<Config>;
}

/** The container of a workload of ours: how its image starts, and the variables its code reads. */
export function workloadContainer<Config extends Variables>(settings: WorkloadSettings<Config>): ContainerProps {
  return {
    image: settings.image,
    // As the image's own entry point says; written out so that a rehearsal starts what ECS would start.
    entryPoint: ["node", "/app/main.cjs"],
    environment: definedOnly(settings.environment),
    secrets: settings.secrets,
  };
}

function definedOnly(record: Readonly<Partial<Record<string, string>>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
