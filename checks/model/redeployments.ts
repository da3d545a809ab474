import { perContext } from "../check-context";
import { isObject, objectOf } from "../cost/terraform-document";
import { canonicalArn } from "./canonical-arn";
import type { Block, SynthesizedApp } from "./synthesized-app";
import { listOf, textOf } from "./synthesized-stack";
import { parseTemplatedJson } from "./templated-json";

/** A rule whose events start a state machine that redeploys a service. */
export interface Redeployment {
  readonly target: Block;
  readonly machine: Block;
  readonly service: Block;
  /** What the rule's pattern names, in canonical form: secrets and parameters. */
  readonly hears: ReadonlySet<string>;
  /** Role that EventBridge starts the machine with, and role that the machine calls ECS with. */
  readonly starter: Block | undefined;
  readonly caller: Block | undefined;
}

const UPDATE_SERVICE = /:states:::aws-sdk:ecs:updateService$/;
/** What both say that a value is new: Secrets Manager and Parameter Store. */
const NEW_VALUE = ["Secret Label Updated", "Parameter Store Change"];

/** Every redeployment of an app that an event of EventBridge starts. */
export const redeployments = perContext(({ app }) =>
  app.ofType("aws_cloudwatch_event_target").flatMap((target): Redeployment[] => {
    const rule = app.follow(target, "rule", "aws_cloudwatch_event_rule");
    const machine = app.follow(target, "arn", "aws_sfn_state_machine");
    if (rule === undefined || machine === undefined) return [];
    const hears = heard(app, rule);
    const starter = app.follow(target, "role_arn", "aws_iam_role");
    const caller = app.follow(machine, "role_arn", "aws_iam_role");
    return redeployed(app, machine).map((service) => ({ target, machine, service, hears, starter, caller }));
  }),
);

function heard(app: SynthesizedApp, rule: Block): ReadonlySet<string> {
  const pattern = objectOf(parseTemplatedJson(textOf(rule.body.event_pattern) ?? ""));
  const off = rule.body.state === "DISABLED" || rule.body.is_enabled === false;
  const newValues = listOf(pattern["detail-type"]).some((type) => NEW_VALUE.includes(textOf(type) ?? ""));
  if (off || !newValues) return new Set();
  return new Set(listOf(pattern.resources).map((arn) => canonicalArn(app, textOf(arn) ?? "", rule.stack)));
}

/** Services that a state of the machine gives new tasks. */
function redeployed(app: SynthesizedApp, machine: Block): Block[] {
  const definition = objectOf(parseTemplatedJson(textOf(machine.body.definition) ?? ""));
  const states = Object.values(objectOf(definition.States)).filter(isObject);
  return states
    .filter(({ Resource }) => UPDATE_SERVICE.test(textOf(Resource) ?? ""))
    .map(({ Parameters }) => objectOf(Parameters))
    .filter(({ ForceNewDeployment }) => ForceNewDeployment === true)
    .flatMap(({ Service }) => app.target(Service, machine.stack, "aws_ecs_service") ?? byName(app, Service) ?? []);
}

function byName(app: SynthesizedApp, name: unknown): Block | undefined {
  return app
    .ofType("aws_ecs_service")
    .find((service) => typeof name === "string" && app.text(service, "name") === name.split("/").at(-1));
}
