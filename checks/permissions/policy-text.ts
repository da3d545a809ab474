import { blocksOf, isObject, type Json, type JsonObject } from "../cost/terraform-document";
import type { Block, SynthesizedApp } from "../model/synthesized-app";
import { listOf, textOf } from "../model/synthesized-stack";
import { parseTemplatedJson } from "../model/templated-json";

/** One statement of a policy document. */
export interface PolicyStatement {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  /** Whether the document says `NotAction` or `NotResource`, which allow everything but what they name. */
  readonly inverted: boolean;
  readonly resources: readonly string[];
  readonly principals: readonly Principal[];
  readonly conditions: JsonObject;
}

export interface Principal {
  /** `Service`, `AWS`, `Federated`, or `*` for everybody. */
  readonly type: string;
  readonly id: string;
}

/** Reads a policy argument: JSON text, or a reference to an `aws_iam_policy_document`. Undefined when it is neither. */
export function policyStatements(
  app: SynthesizedApp,
  value: Json | undefined,
  block: Block,
): PolicyStatement[] | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const parsed = parseTemplatedJson(text);
  if (isObject(parsed)) return listOf(parsed.Statement).filter(isObject).map(fromJson);
  const document = app.target(text, block.stack, "aws_iam_policy_document");
  return document === undefined ? undefined : blocksOf(document.body.statement).map(fromDocument);
}

function fromJson(statement: JsonObject): PolicyStatement {
  return {
    sid: textOf(statement.Sid),
    effect: statement.Effect === "Deny" ? "Deny" : "Allow",
    actions: texts(statement.Action ?? statement.NotAction),
    inverted: statement.NotAction !== undefined || statement.NotResource !== undefined,
    resources: texts(statement.Resource ?? statement.NotResource),
    principals: principals(statement.Principal),
    conditions: isObject(statement.Condition) ? statement.Condition : {},
  };
}

function principals(value: Json | undefined): Principal[] {
  if (value === "*") return [{ type: "*", id: "*" }];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([type, ids]) => texts(ids).map((id) => ({ type, id })));
}

/** The provider's own form of a statement. */
function fromDocument(statement: JsonObject): PolicyStatement {
  const conditions = blocksOf(statement.condition).map((condition): [string, Json] => [
    textOf(condition.test) ?? "",
    { [textOf(condition.variable) ?? ""]: listOf(condition.values) },
  ]);
  return {
    sid: textOf(statement.sid),
    effect: statement.effect === "Deny" ? "Deny" : "Allow",
    actions: texts(statement.actions ?? statement.not_actions),
    inverted: statement.not_actions !== undefined || statement.not_resources !== undefined,
    resources: texts(statement.resources ?? statement.not_resources),
    principals: blocksOf(statement.principals).flatMap((principal) =>
      texts(principal.identifiers).map((id) => ({ type: textOf(principal.type) ?? "", id })),
    ),
    conditions: Object.fromEntries(conditions),
  };
}

function texts(value: Json | undefined): string[] {
  return listOf(value).filter((item): item is string => typeof item === "string");
}
