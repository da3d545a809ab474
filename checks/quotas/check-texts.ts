import { checkName, checkText, type PartlyKnown } from "../../constructs/rules/aws-names";
import type { Finding, Violation } from "../../constructs/rules/finding";
import type { Check } from "../check-context";
import { templateParts } from "../cost/expression";
import { blocksOf, type Json, objectOf } from "../cost/terraform-document";
import type { Block, SynthesizedApp } from "../model/synthesized-app";
import type { SynthesizedStack } from "../model/synthesized-stack";
import { parseTemplatedJson } from "../model/templated-json";
import { quotaFinding, violationsAt } from "./codes";
import { EC2_TAGS, type FieldRule, FREE_TEXTS } from "./free-texts";

/** Terraform puts this many characters behind a prefix. https://developer.hashicorp.com/terraform/plugin/sdkv2/best-practices/naming */
const SUFFIX = "0".repeat(26);
/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const MOST_TAGS = 50;

/** Free text and tags, wherever they were written: in a construct, a provider resource or an override. */
export const checkTexts: Check = ({ app }) => [
  ...[...app.resources()].flatMap((block) => [...checkFields(app, block), ...checkTags(app, block)]),
  ...app.stacks.flatMap((stack) => checkDefaultTags(app, stack)),
];

function checkFields(app: SynthesizedApp, block: Block): Finding[] {
  return Object.entries(FREE_TEXTS[block.type] ?? {}).flatMap(([path, rule]) =>
    textsAt(block.body, path.split(/[.|]/)).flatMap((text) =>
      violationsAt(block, path.replace("|", "."), judge(rule, knownParts(app, text, block.stack))),
    ),
  );
}

function judge(rule: FieldRule, text: PartlyKnown): Violation[] {
  if ("text" in rule) return checkText(rule.text, text);
  return "name" in rule ? checkName(rule.name, text) : checkName(rule.prefixOf, [text.join(""), SUFFIX]);
}

/** What is known of a text: all of it where its references lead to literals, else what stands around them. */
function knownParts(app: SynthesizedApp, text: string, stack: SynthesizedStack): PartlyKnown {
  const whole = app.literal(text, stack);
  if (typeof whole === "string" || typeof whole === "number") return [plainText(String(whole))];
  const parts = templateParts(text);
  const before = parts.map(({ plain }) => plainText(plain));
  return parts.at(-1)?.expression === undefined ? before : [...before, ""];
}

/** Terraform writes a plain `${` and `%{` with the first character doubled. */
function plainText(text: string): string {
  return text.replaceAll("%%{", "%{").replaceAll("$${", "${");
}

/** Every text at a path, through lists, and through text that holds JSON. */
function textsAt(value: Json | undefined, [step, ...rest]: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((member: Json) => textsAt(member, [step ?? "", ...rest]));
  if (step === undefined || step === "") return typeof value === "string" ? [value] : [];
  if (typeof value !== "string") return textsAt(objectOf(value)[step], rest.length === 0 ? [""] : rest);
  const json = parseTemplatedJson(value);
  return json === undefined ? [] : textsAt(json, [step, ...rest]);
}

function checkTags(app: SynthesizedApp, block: Block): Finding[] {
  const { body, type, stack } = block;
  const inherited = Object.keys(defaultTags(stack)).length;
  const maps: [prop: string, tags: readonly [string, Json][]][] = [
    ["tags", Object.entries(objectOf(body.tags))],
    ["tag", blocksOf(body.tag).map(({ key, value }): [string, Json] => [String(key), value ?? ""])],
    ...blocksOf(body.tag_specifications).map(({ tags }): [string, [string, Json][]] => [
      "tag_specifications.tags",
      Object.entries(objectOf(tags)),
    ]),
  ];
  return maps.flatMap(([prop, tags]) => [
    ...tags
      .flatMap((tag) => judgeTag(app, stack, EC2_TAGS.has(type), tag))
      .flatMap((it) => violationsAt(block, prop, [it])),
    ...tooMany(block, prop, tags.length + (prop === "tags" ? inherited : 0)),
  ]);
}

function tooMany(block: Block, prop: string, count: number): Finding[] {
  if (count <= MOST_TAGS) return [];
  return [
    quotaFinding("tag-count", block, {
      prop,
      got: `${count} tags, default tags included`,
      expected: `at most ${MOST_TAGS} tags of your own on a resource`,
      fix: "remove some",
    }),
  ];
}

function judgeTag(
  app: SynthesizedApp,
  stack: SynthesizedStack,
  ec2: boolean,
  [key, value]: [string, Json],
): Violation[] {
  return [
    ...checkText(ec2 ? "ec2-tag-key" : "tag-key", knownParts(app, key, stack)),
    ...(typeof value === "string" ? checkText(ec2 ? "ec2-tag-value" : "tag-value", knownParts(app, value, stack)) : []),
  ];
}

/** Default tags end up on everything, so the narrowest alphabet counts. */
function checkDefaultTags(app: SynthesizedApp, stack: SynthesizedStack): Finding[] {
  return Object.entries(defaultTags(stack))
    .flatMap((tag) => judgeTag(app, stack, false, tag))
    .map((violation) => ({ ...violation, prop: "provider.default_tags", severity: "error", path: stack.name }));
}

function defaultTags(stack: SynthesizedStack) {
  const [aws] = blocksOf(objectOf(stack.json.provider).aws);
  return objectOf(blocksOf(aws?.default_tags)[0]?.tags);
}
