import type { Configuration } from "./configuration";
import type { Resource, Scope } from "./resource";
import { isObject, type Json, type JsonObject } from "./terraform-document";

/**
 * Arguments of a resource or block, read with references resolved. Every getter answers undefined for what is absent
 * and for what only Terraform or AWS can know.
 */
export class View {
  constructor(
    private readonly configuration: Configuration,
    readonly scope: Scope,
    readonly values: JsonObject,
    private readonly links: JsonObject = {},
  ) {}

  value(key: string): Json | undefined {
    const value = this.configuration.resolve(own(this.values, key), this.scope);
    return value === null ? undefined : value;
  }

  text(key: string): string | undefined {
    const value = this.value(key);
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  }

  number(key: string): number | undefined {
    const text = this.text(key);
    const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : undefined;
  }

  /** Terraform takes `true` and `"true"` alike. */
  flag(key: string): boolean | undefined {
    const value = this.value(key);
    if (value === true || value === "true") return true;
    return value === false || value === "false" ? false : undefined;
  }

  /** Nested blocks, whether the input writes one object or a list. */
  blocks(key: string): View[] {
    const value = this.value(key);
    const links = objects(own(this.links, key));
    return objects(value).map((block, at) => new View(this.configuration, this.scope, block, links[at] ?? {}));
  }

  block(key: string): View | undefined {
    return this.blocks(key)[0];
  }

  /** Resources that the argument refers to. */
  targets(key: string): Resource[] {
    const found = [own(this.values, key), own(this.links, key)].flatMap((value) =>
      this.configuration.targets(value, this.scope),
    );
    return [...new Set(found)];
  }

  /** Resources that a part of an argument refers to, such as an entry of a JSON text that it holds. */
  targetsIn(part: Json): Resource[] {
    return this.configuration.targets(part, this.scope);
  }

  /** Whether the argument is there at all, known or not. */
  has(key: string): boolean {
    const value = own(this.values, key);
    return (value !== undefined && value !== null) || own(this.links, key) !== undefined;
  }

  /**
   * Elements of a list argument. A reference to all instances of a resource (`aws_subnet.public[*].id`) counts them;
   * any other expression is undefined.
   */
  size(key: string): number | undefined {
    const value = this.value(key) ?? own(this.values, key);
    if (Array.isArray(value)) return sum(value.map((item: Json) => this.elements(item, false)));
    if (typeof value === "string") return this.elements(value, true);
    const link = own(this.links, key);
    if (!Array.isArray(link) || link.length === 0) return undefined;
    // each must be seen, and two may name elements of one list
    const seen = link.every((item: Json) => this.configuration.targets(item, this.scope).length > 0);
    return seen ? sum(this.configuration.targets(link, this.scope).map((resource) => resource.instances)) : undefined;
  }

  /** A list element counts as one, unless it stands for every instance of a resource. */
  private elements(item: Json, alone: boolean): number | undefined {
    const text = typeof item === "string" ? item : "";
    const everyInstance = /^\$\{[\w.-]+(\[\*\]|\.\*)[^()]*\}$/.test(text);
    const wholeReference = /^\$\{[\w.[\]"*-]+\}$/.test(text);
    if (!everyInstance && !(alone && wholeReference)) return alone ? undefined : 1;
    const targets = this.configuration.targets(text, this.scope);
    return targets.length === 0 ? undefined : sum(targets.map((resource) => resource.instances));
  }
}

function own(values: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function objects(value: Json | undefined): JsonObject[] {
  if (Array.isArray(value)) return value.filter(isObject);
  return isObject(value) ? [value] : [];
}

function sum(numbers: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const number of numbers) {
    if (number === undefined) return undefined;
    total += number;
  }
  return total;
}
