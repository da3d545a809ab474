import type { Violation } from "../rules/finding";

/** Where a value stands in an event, such as `$.detail.object.key`. */
export type EventPath = `$.${string}`;

/**
 * Values of the event, by the name of the variable that a container gets them in. A text is written as its path; a
 * number or a truth value as `{ number: path }`, because a variable is always text.
 */
export type EventFields = Readonly<Record<string, EventPath | { readonly number: EventPath }>>;

const LIMITS = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html";
const SYNTAX = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html";
const MOST_FIELDS = 100;

/** What EventBridge hands to a target instead of the event. */
export interface InputTransformer {
  readonly inputPaths: Record<string, string>;
  readonly inputTemplate: string;
}

/** The fields as variables of one container. */
export function overrides(container: string, fields: EventFields): InputTransformer {
  const environment = Object.entries(fields).map(
    ([name, field]) => `{"name":"${name}","value":${placeholder(name, field)}}`,
  );
  return transformer(
    fields,
    `{"containerOverrides":[{"name":${JSON.stringify(container)},"environment":[${environment.join(",")}]}]}`,
  );
}

/** The fields as one JSON object, for a queue. */
export function message(fields: EventFields): InputTransformer {
  const members = Object.entries(fields).map(([name, field]) => `"${name}":${placeholder(name, field)}`);
  return transformer(fields, `{${members.join(",")}}`);
}

/**
 * Plain text and not `jsonencode`, which would write `<` as `\u003c`, so that EventBridge sees no placeholder.
 * @see https://github.com/hashicorp/terraform/issues/38733
 */
function transformer(fields: EventFields, inputTemplate: string): InputTransformer {
  return {
    inputPaths: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, pathOf(field)])),
    inputTemplate,
  };
}

/**
 * EventBridge puts a text in with its quotes and escapes, so a placeholder for one stands without quotes: an object key
 * with a quote in it would otherwise end the string. A number has none, and gets them.
 */
function placeholder(name: string, field: EventFields[string]): string {
  return typeof field === "string" ? `<${name}>` : `"<${name}>"`;
}

function pathOf(field: EventFields[string]): string {
  return typeof field === "string" ? field : field.number;
}

/** Everything wrong with the fields. */
export function checkFields(fields: EventFields): Violation[] {
  const names = Object.keys(fields);
  return [
    ...names.filter((name) => !/^[A-Za-z_][A-Za-z0-9_]{0,255}$/.test(name) || /^aws/i.test(name)).map(wrongName),
    ...Object.entries(fields)
      .map(([name, field]) => [name, pathOf(field)] as const)
      .filter(([, path]) => !/^\$(\.[A-Za-z0-9_/-]+(\[\d+\])?)+$/.test(path) || path.length > 256)
      .map(([name, path]) => wrongPath(name, path)),
    ...(names.length <= MOST_FIELDS ? [] : [tooMany(names.length)]),
  ];
}

function wrongName(name: string): Violation {
  return {
    code: "event-field-name",
    prop: `fields.${name}`,
    got: name,
    expected: "letters, digits and _, and not AWS at the beginning, which EventBridge keeps for itself",
    fix: "rename the variable, such as OBJECT_KEY",
    source: LIMITS,
  };
}

function wrongPath(name: string, path: string): Violation {
  return {
    code: "event-field-path",
    prop: `fields.${name}`,
    got: path,
    expected: "a path of names and list positions, at most 256 characters: EventBridge knows no other JSONPath",
    fix: "write it as $.detail.object.key or $.resources[0]",
    source: SYNTAX,
  };
}

function tooMany(count: number): Violation {
  return {
    code: "event-fields",
    prop: "fields",
    got: `${count} fields`,
    expected: `at most ${MOST_FIELDS}`,
    fix: "pass what identifies the thing, and read the rest from it",
    source: LIMITS,
  };
}
