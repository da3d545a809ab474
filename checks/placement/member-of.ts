/** What the cluster query language can ask about an instance of a planned fleet. */
export interface InstanceAttributes {
  readonly zone: string;
  readonly instanceType: string;
  readonly architecture: string;
}

/**
 * Whether an instance satisfies a `memberOf` expression; undefined when the expression asks something that is not known
 * before the instance exists, or is too involved to be judged here.
 *
 * Understood: `attribute:ecs.availability-zone`, `ecs.instance-type`, `ecs.cpu-architecture` and `ecs.os-type` with
 * `==`, `!=`, `=~` (as a prefix or an exact name), `in [...]` and `not_in [...]`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
 */
export function isMember(expression: string, instance: InstanceAttributes): boolean | undefined {
  const match = /^\s*attribute:(ecs\.[a-z-]+)\s*(==|!=|=~|in|not_in)\s*(.+?)\s*$/.exec(expression);
  const actual = attributeOf(match?.[1] ?? "", instance);
  const operand = match?.[3] ?? "";
  if (match === null || actual === undefined) {
    return undefined;
  }
  switch (match[2]) {
    case "==":
      return isPlain(operand) ? actual === operand : undefined;
    case "!=":
      return isPlain(operand) ? actual !== operand : undefined;
    case "=~":
      return matchesPattern(operand, actual);
    default: {
      const list = /^\[(.*)\]$/.exec(operand)?.[1]?.split(",");
      const values = list?.map((value) => value.trim());
      if (values === undefined || !values.every(isPlain)) {
        return undefined;
      }
      return values.includes(actual) === (match[2] === "in");
    }
  }
}

function attributeOf(name: string, instance: InstanceAttributes): string | undefined {
  switch (name) {
    case "ecs.availability-zone":
      return instance.zone;
    case "ecs.instance-type":
      return instance.instanceType;
    case "ecs.cpu-architecture":
      return instance.architecture;
    case "ecs.os-type":
      return "linux";
    default:
      return undefined;
  }
}

function isPlain(text: string): boolean {
  return /^[\w.-]+$/.test(text);
}

/** `t3.*` and `t3*` are prefixes; any other pattern is left unjudged. */
function matchesPattern(pattern: string, actual: string): boolean | undefined {
  if (isPlain(pattern)) {
    return actual === pattern;
  }
  const prefix = /^([\w.-]+?)(\.\*|\*)$/.exec(pattern)?.[1];
  return prefix === undefined ? undefined : actual.startsWith(prefix);
}
