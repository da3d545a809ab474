/** A mutable JSON object of a synthesized file. */
export interface Body {
  [key: string]: unknown;
}

/** A synthesized stack that a case changes as an override, an escape hatch or a lying construct would. */
export class Tampering {
  constructor(readonly json: Body) {}

  /** The one resource of a type, or the one whose name begins with `name`. */
  one(type: string, name = ""): Body {
    const found = Object.entries(this.section(type)).filter(([id]) => id.startsWith(name));
    if (found.length === 1) return found[0]![1] as Body;
    throw new Error(`expected one ${type} ${name}, found ${found.map(([id]) => id).join(", ") || "none"}`);
  }

  /** A block of a resource, written as one object or as a list of one. */
  block(type: string, argument: string, name?: string): Body {
    const value = this.one(type, name)[argument];
    return (Array.isArray(value) ? value[0] : value) as Body;
  }

  /** Drops the dependencies on resources whose address contains `text`. */
  detach(type: string, text: string, name?: string): void {
    const body = this.one(type, name);
    body.depends_on = (body.depends_on as string[]).filter((address) => !address.includes(text));
  }

  /** Replaces a text inside a string argument. */
  rewrite(type: string, argument: string, from: string | RegExp, to: string, name?: string): void {
    const body = this.one(type, name);
    const before = String(body[argument]);
    body[argument] = before.replace(from, to);
    if (body[argument] === before) throw new Error(`${type}.${argument} holds no ${String(from)}: ${before}`);
  }

  /** Adds a resource, at the construct path `path`. */
  add(type: string, name: string, body: Body, path = `test/${name}`): void {
    this.section(type)[name] = { "//": { metadata: { path, uniqueId: name } }, ...body };
  }

  remove(type: string, name = ""): void {
    const section = this.section(type);
    for (const id of Object.keys(section)) if (id.startsWith(name)) delete section[id];
  }

  private section(type: string): Body {
    this.json.resource ??= {};
    const resources = this.json.resource as Record<string, Body>;
    resources[type] ??= {};
    return resources[type];
  }
}
