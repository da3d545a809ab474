import fc, { type Arbitrary } from "fast-check";

/** The parts of an OpenAPI 3.1 document that matter for making requests. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

export interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly example?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** A request as a client might send it, well or badly. */
export interface GeneratedRequest {
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly contentType: string | undefined;
}

/** Texts that have broken programs before. */
const nasty = fc.constantFrom(
  "",
  " ",
  "\u0000",
  "\ud800",
  "\u202e",
  "null",
  "NaN",
  "-1",
  "1e400",
  "9".repeat(400),
  "'; drop table watches; --",
  "%00",
  "../../etc/passwd",
  "__proto__",
  "a".repeat(5_000),
  "ä".repeat(300),
);
const years = { min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T00:00:00Z") };
const anyText = fc.oneof(nasty, fc.string(), fc.string({ unit: "binary" }));
const deep = fc.integer({ min: 1, max: 5_000 }).map((depth) => "[".repeat(depth) + "]".repeat(depth));
const anyValue = fc.oneof(fc.jsonValue(), anyText, fc.double(), fc.maxSafeInteger(), fc.constant({ __proto__: null }));

/**
 * Requests for every operation of a document: most fit their description, the others deviate in one place or everywhere.
 * @param ids ids that exist, so that requests reach the inside of handlers
 */
export function requestsOf(document: ApiDocument, ids: readonly string[]): Arbitrary<GeneratedRequest> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const make = new ValueMaker(document, ids);
  return fc.constantFrom(...operations).chain(({ path, method, operation }) => {
    const schema = operation.requestBody?.content["application/json"]?.schema;
    return fc
      .record({
        parameters: make.parameters(operation),
        body: schema === undefined ? fc.constant(undefined) : make.body(schema),
      })
      .map(
        ({ parameters, body }) => ({ operation, method, path: fill(path, parameters), ...body }) as GeneratedRequest,
      );
  });
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly value: unknown;
}

class ValueMaker {
  constructor(
    private readonly document: ApiDocument,
    private readonly ids: readonly string[],
  ) {}

  parameters({ parameters = [] }: Operation): Arbitrary<readonly Parameter[]> {
    const each = parameters.map(({ name, in: place, schema }) => {
      const value = mostly(this.valid(schema), anyText);
      const some = place === "path" ? value : mostly(fc.constant(undefined), value, 2);
      return some.map((given) => ({ name, in: place, value: given }));
    });
    const extra = fc.record({ name: anyText, in: fc.constant("query"), value: anyText });
    return fc
      .tuple(fc.tuple(...each), mostly(fc.constant([]), fc.array(extra, { maxLength: 3 })))
      .map((parts) => parts.flat());
  }

  body(schema: JsonSchema): Arbitrary<Pick<GeneratedRequest, "body" | "contentType">> {
    const json = mostly(this.valid(schema), anyValue).map((value) => JSON.stringify(value));
    const type = mostly(
      fc.constant("application/json"),
      fc.constantFrom(undefined, "", "text/plain", "application/json; charset=x", "a"),
    );
    return fc.record({ body: mostly(json, fc.oneof(deep, anyText, fc.constant(undefined))), contentType: type });
  }

  /** A value that fits the schema; inside objects, now and then one that does not. */
  private valid(schema: JsonSchema): Arbitrary<unknown> {
    const target = this.resolve(schema);
    if (target.enum !== undefined) return fc.constantFrom(...target.enum);
    const types = [target.type ?? "string"].flat();
    return fc.oneof(...types.map((type) => this.ofType(type, target)));
  }

  private ofType(type: string, schema: JsonSchema): Arbitrary<unknown> {
    const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = schema;
    if (type === "null") return fc.constant(null);
    if (type === "boolean") return fc.boolean();
    if (type === "integer" || type === "number")
      return fc.integer({ min: Math.max(minimum, -(2 ** 53) + 1), max: maximum });
    if (type === "object") return this.object(schema);
    return this.text(schema);
  }

  private object({ properties = {}, required = [] }: JsonSchema): Arbitrary<unknown> {
    const fields = Object.entries(properties).map(
      ([name, schema]) => [name, mostly(this.valid(schema), anyValue, 40)] as const,
    );
    const known = fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
    return mostly(
      known,
      fc.tuple(known, anyText, anyValue).map(([object, name, value]) => ({ ...object, [name]: value })),
    );
  }

  private text({ format, example, maxLength = 50 }: JsonSchema): Arbitrary<string> {
    if (format === "uuid") return fc.oneof(fc.constantFrom(...this.ids), fc.uuid());
    if (format === "uri") return fc.webUrl({ withQueryParameters: true });
    if (format === "email") return fc.emailAddress();
    if (format === "date-time") return fc.date({ noInvalidDate: true, ...years }).map((date) => date.toISOString());
    const fitting = anyText.filter((text) => text.length <= maxLength);
    return mostly(fc.constant(typeof example === "string" ? example : "a"), fitting, 4);
  }

  private resolve(schema: JsonSchema): JsonSchema {
    if (schema.$ref === undefined) return schema;
    const found = this.document.components.schemas[schema.$ref.replace("#/components/schemas/", "")];
    if (found === undefined) throw new Error(`the document refers to ${schema.$ref}, which it does not have`);
    return found;
  }
}

function mostly<T, U>(usual: Arbitrary<T>, rare: Arbitrary<U>, weight = 8): Arbitrary<T | U> {
  return fc.oneof({ arbitrary: usual, weight }, { arbitrary: rare, weight: 1 });
}

function fill(path: string, parameters: readonly Parameter[]): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const { name, in: place, value } of parameters) {
    if (value === undefined) continue;
    if (place === "query") query.append(name, String(value));
    else filled = filled.replace(`{${name}}`, () => encodeURIComponent(Buffer.from(String(value)).toString()));
  }
  return query.size === 0 ? filled : `${filled}?${query}`;
}
