import { findReferences, parseLiteral, parseReference, type Step, templateParts } from "./expression";
import { instancesOf, type Resource, regionOf, type Scope } from "./resource";
import {
  isObject,
  type Json,
  type JsonObject,
  objectOf,
  type ResourceData,
  type TerraformDocument,
} from "./terraform-document";
import { View } from "./view";

/** How long a chain of references may be; longer ones are taken for a circle. */
const MAX_DEPTH = 16;

/** All documents of one estimate, indexed, with everything Terraform JSON allows to resolve without Terraform. */
export class Configuration {
  readonly resources: readonly Resource[];
  private readonly byName = new Map<string, Resource[]>();
  private readonly byType = new Map<string, Resource[]>();
  private readonly outputs = new Map<string, TerraformDocument[]>();

  /**
   * @param documents stacks of one system; references between them go through remote state outputs
   * @param region takes the place of the region of the default `aws` provider
   * @throws CostInputError when a document with AWS resources has no region
   */
  constructor(
    readonly documents: readonly TerraformDocument[],
    private readonly region?: string,
  ) {
    for (const document of documents) {
      for (const name of Object.keys(document.outputs)) push(this.outputs, name, document);
    }
    this.resources = documents.flatMap((document) => document.resources.map((data) => this.add(document, data)));
  }

  /** Resources of a type, in the order of the documents. */
  ofType(type: string): readonly Resource[] {
    return this.byType.get(type) ?? [];
  }

  /** The value behind a reference, template or literal; undefined when only Terraform or AWS knows it. */
  resolve(value: Json | undefined, scope: Scope, depth = 0): Json | undefined {
    if (typeof value !== "string" || !value.includes("${")) return value;
    if (depth > MAX_DEPTH) return undefined;
    const parts = templateParts(value);
    const [only] = parts;
    if (parts.length === 1 && only?.expression !== undefined && only.plain === "") {
      return this.evaluate(only.expression, scope, depth + 1);
    }
    let text = "";
    for (const part of parts) {
      const inner = part.expression === undefined ? "" : this.evaluate(part.expression, scope, depth + 1);
      if (inner === undefined || inner === null || typeof inner === "object") return undefined;
      text += part.plain + String(inner);
    }
    return text;
  }

  /** Every resource a value refers to, through locals and outputs of other stacks, each once. */
  targets(value: Json | undefined, scope: Scope, depth = 0): Resource[] {
    if (depth > MAX_DEPTH || value === undefined) return [];
    if (Array.isArray(value)) return unique(value.flatMap((item: Json) => this.targets(item, scope, depth + 1)));
    if (isObject(value)) return unique(Object.values(value).flatMap((item) => this.targets(item, scope, depth + 1)));
    if (typeof value !== "string" || !value.includes("${")) return [];
    const references = templateParts(value).flatMap((part) => findReferences(part.expression ?? ""));
    return unique(references.flatMap((steps) => this.follow(steps, scope, depth + 1)));
  }

  private follow(steps: readonly Step[], scope: Scope, depth: number): Resource[] {
    const [root, name] = steps;
    if (root === "local") return this.targets(scope.document.locals[String(name)], scope, depth);
    if (root === "module") return this.followModule(steps.slice(1), scope, depth);
    if (root === "data") {
      const output = this.remoteOutput(steps);
      return output === undefined ? [] : this.targets(output.value, output.scope, depth);
    }
    return this.find(steps, scope);
  }

  /** `module.<call>.<output>`, in every instance of the module; only plans show what an output is made of. */
  private followModule(steps: readonly Step[], scope: Scope, depth: number): Resource[] {
    const [call, ...rest] = steps;
    const output = rest.find((step) => typeof step === "string" && step !== "*");
    const path = scope.module === "" ? `module.${call}` : `${scope.module}.module.${call}`;
    const value = objectOf(scope.document.moduleOutputs[withoutIndexes(path)])[String(output)];
    const modules = new Set(scope.document.resources.map((resource) => resource.module));
    return [...modules]
      .filter((module) => withoutLastIndex(module) === path)
      .flatMap((module) => this.targets(value, { document: scope.document, module }, depth));
  }

  private evaluate(expression: string, scope: Scope, depth: number): Json | undefined {
    const steps = parseReference(expression);
    if (steps === undefined) return parseLiteral(expression);
    const [root, name, ...rest] = steps;
    if (root === "var") {
      return scope.module === "" ? pick(scope.document.variables[String(name)], rest) : undefined;
    }
    if (root === "local") return pick(this.resolve(scope.document.locals[String(name)], scope, depth), rest);
    if (root === "data") {
      const output = this.remoteOutput(steps);
      return output === undefined ? undefined : this.resolve(output.value, output.scope, depth);
    }
    const [found, ...others] = this.find(steps, scope);
    if (found === undefined || others.length > 0) return undefined;
    const [index] = rest;
    const indexed = typeof index === "number" || (index !== undefined && isInstance(found, index));
    const attributes = indexed ? rest.slice(1) : rest;
    const value = pick(found.view.values, attributes);
    return this.resolve(value, found.view.scope, depth);
  }

  /** `data.terraform_remote_state.<any>.outputs.<name>`, when exactly one document has that output. */
  private remoteOutput(
    steps: readonly Step[],
  ): { readonly value: Json | undefined; readonly scope: Scope } | undefined {
    if (steps[1] !== "terraform_remote_state" || steps[3] !== "outputs") return undefined;
    const name = String(steps[4]);
    const [document, ...others] = this.outputs.get(name) ?? [];
    if (document === undefined || others.length > 0) return undefined;
    return { value: document.outputs[name], scope: { document, module: "" } };
  }

  private find(steps: readonly Step[], scope: Scope): Resource[] {
    const [type, name, index] = steps;
    const all = this.byName.get(this.nameKey(scope, `${type}.${name}`)) ?? [];
    const exact = index === undefined ? [] : all.filter((resource) => isInstance(resource, index));
    return exact.length > 0 ? exact : all;
  }

  private add(document: TerraformDocument, data: ResourceData): Resource {
    const scope = { document, module: data.module };
    const resolve = (value: Json | undefined, within: Scope) => this.resolve(value, within);
    const resource: Resource = {
      address: data.address,
      type: data.type,
      document: document.name,
      ...(data.path === undefined ? {} : { path: data.path }),
      region: regionOf(data, scope, resolve, this.region),
      instances: instancesOf(data.repeat, scope, resolve),
      view: new View(this, scope, data.values, data.links),
    };
    const base = data.address.slice(data.module === "" ? 0 : data.module.length + 1).replace(/\[[^\]]*\]$/, "");
    push(this.byName, this.nameKey(scope, base), resource);
    push(this.byType, data.type, resource);
    return resource;
  }

  /** Documents may share a name, so their position tells them apart. */
  private nameKey(scope: Scope, name: string): string {
    return `${this.documents.indexOf(scope.document)}|${scope.module}|${name}`;
  }
}

/** `module.a[0].module.b["x"]` is configured as `module.a.module.b`. */
function withoutIndexes(module: string): string {
  return module.replace(/\[[^\]]*\]/g, "");
}

function withoutLastIndex(module: string): string {
  return module.replace(/\[[^\]]*\]$/, "");
}

function pick(value: Json | JsonObject | undefined, steps: readonly Step[]): Json | undefined {
  let current: Json | undefined = value;
  for (const step of steps) {
    if (Array.isArray(current) && typeof step === "number") current = current[step];
    else if (isObject(current) && Object.hasOwn(current, String(step))) current = current[String(step)];
    else return undefined;
  }
  return current;
}

/** Whether the address ends in the index, as plans write instances of `count` and `for_each`. */
function isInstance(resource: Resource, index: Step): boolean {
  return resource.address.endsWith(typeof index === "number" ? `[${index}]` : `["${index}"]`);
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
