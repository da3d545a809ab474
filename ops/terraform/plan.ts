import { z } from "zod";

// The part of Terraform's plan JSON that this project reads: https://developer.hashicorp.com/terraform/internals/json-format

const Values = z.record(z.string(), z.unknown());

const ResourceValues = z.object({
  address: z.string(),
  mode: z.enum(["managed", "data"]),
  type: z.string(),
  name: z.string(),
  values: Values.default({}),
});

interface ModuleShape {
  readonly resources?: readonly z.infer<typeof ResourceValues>[];
  readonly child_modules?: readonly ModuleShape[];
}

const Module: z.ZodType<ModuleShape> = z.lazy(() =>
  z.object({ resources: z.array(ResourceValues).optional(), child_modules: z.array(Module).optional() }),
);

const ResourceChange = z.object({
  address: z.string(),
  mode: z.enum(["managed", "data"]),
  type: z.string(),
  change: z.object({
    actions: z.array(z.string()),
    before: Values.nullable().default(null),
    after: Values.nullable().default(null),
  }),
});

const PlanDocument = z.object({
  planned_values: z.object({ root_module: Module.default({}) }).optional(),
  resource_changes: z.array(ResourceChange).default([]),
});

const StoredState = z.object({
  resources: z
    .array(
      z.object({
        module: z.string().optional(),
        mode: z.enum(["managed", "data"]),
        type: z.string(),
        name: z.string(),
        instances: z.array(
          z.object({ index_key: z.union([z.string(), z.number()]).optional(), attributes: Values.default({}) }),
        ),
      }),
    )
    .default([]),
});

/** A resource with its attributes: as planned (unknown ones are absent) or as they are in the state. */
export interface Resource {
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What a plan would do to one resource. */
export interface PlannedChange {
  readonly address: string;
  readonly type: string;
  /** `create`, `update`, `delete`, `no-op`; two of them for a replacement. */
  readonly actions: readonly string[];
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

export interface Plan {
  /** Every managed resource as it is to be. */
  readonly resources: readonly Resource[];
  /** Managed resources only. */
  readonly changes: readonly PlannedChange[];
}

export interface State {
  readonly resources: readonly Resource[];
}

export function parsePlan(text: string): Plan {
  const document = PlanDocument.parse(JSON.parse(text));
  return {
    resources: managed(document.planned_values?.root_module ?? {}),
    changes: document.resource_changes
      .filter(({ mode }) => mode === "managed")
      .map(({ address, type, change }) => ({ address, type, ...change })),
  };
}

/** Reads a stored state, as `terraform state pull` prints it: it takes no provider, and so a tenth of the time of `show`. */
export function parseState(text: string): State {
  if (text.trim() === "") {
    return { resources: [] };
  }
  const { resources } = StoredState.parse(JSON.parse(text));
  return {
    resources: resources
      .filter(({ mode }) => mode === "managed")
      .flatMap(({ module, type, name, instances }) =>
        instances.map(({ index_key: key, attributes }) => {
          const index = key === undefined ? "" : `[${JSON.stringify(key)}]`;
          return {
            address: `${module === undefined ? "" : `${module}.`}${type}.${name}${index}`,
            type,
            values: attributes,
          };
        }),
      ),
  };
}

function managed(module: ModuleShape): Resource[] {
  const own = (module.resources ?? []).filter(({ mode }) => mode === "managed");
  return [...own, ...(module.child_modules ?? []).flatMap(managed)];
}
