import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import { blocksOf } from "../cost/terraform-document";
import type { Block } from "../model/synthesized-app";
import { flagOf, textOf } from "../model/synthesized-stack";
import { NAMINGS, physicalNameOf } from "../quotas/physical-names";
import { lifecycleFinding } from "./codes";

/** Types that AWS lets exist twice under one name, or whose name is not theirs alone. */
const NOT_UNIQUE = new Set(["aws_ecs_task_definition"]);

/** A change that replaces a resource goes through: no name is held, nothing in use has to go first, no secret is stored. */
export const checkReplacement: Check = (context) => [
  ...Object.keys(NAMINGS)
    .filter((type) => !NOT_UNIQUE.has(type))
    .flatMap((type) => context.app.ofType(type).flatMap((block) => checkName(context, block))),
  ...context.app.ofType("aws_security_group").flatMap(checkGroup),
  ...checkSecretValues(context),
  ...context.app.ofType("aws_lb_target_group").flatMap((group) => checkDraining(context, group)),
  ...context.app.ofType("aws_lb_listener").flatMap(checkTls),
  ...context.ecs.tasks.flatMap((task) =>
    task.containers.flatMap(({ name, image }) => checkImage(task.path, name, image)),
  ),
];

function createsFirst(block: Block): boolean {
  return blocksOf(block.body.lifecycle).some((rules) => flagOf(rules.create_before_destroy) === true);
}

function checkName({ app }: CheckContext, block: Block): Finding[] {
  const name = physicalNameOf(app, block);
  if (name === undefined || !createsFirst(block)) return [];
  return [
    lifecycleFinding("replaced-name-held", block, {
      prop: NAMINGS[block.type]?.argument ?? "name",
      got: `the fixed name "${name}" with create_before_destroy`,
      expected: "a name prefix, so that the new one can exist beside the old one while it is replaced",
      fix: "use a name prefix, or drop create_before_destroy",
    }),
  ];
}

/** Instances that Terraform does not track still hold the old group. */
function checkGroup(block: Block): Finding[] {
  if (createsFirst(block)) return [];
  return [
    lifecycleFinding("group-replacement-blocked", block, {
      prop: "lifecycle.create_before_destroy",
      got: "not set",
      expected: "a new group before the old one goes: a group in use cannot be deleted, and the apply hangs",
      fix: "set create_before_destroy and name_prefix, or use FirewallGroup",
    }),
  ];
}

function checkSecretValues({ app }: CheckContext): Finding[] {
  const values: readonly [type: string, argument: string][] = [
    ["aws_secretsmanager_secret_version", "secret_string"],
    ["aws_db_instance", "password"],
    ["aws_rds_cluster", "master_password"],
  ];
  const parameters = app
    .ofType("aws_ssm_parameter")
    .filter((block) => block.body.type === "SecureString" && block.body.value !== undefined)
    .map((block) => inState(block, "value"));
  return [
    ...values.flatMap(([type, argument]) =>
      app
        .ofType(type)
        .filter((block) => block.body[argument] !== undefined)
        .map((block) => inState(block, argument)),
    ),
    ...parameters,
  ];
}

function inState(block: Block, prop: string): Finding {
  return lifecycleFinding("secret-value-in-state", block, {
    prop,
    got: "a secret value that passes through Terraform",
    expected: "no value in state, plan and logs",
    fix: "let a person or a rotation put the value in, or use the write-only argument",
  });
}

/** AWS waits 300 s for each stopping target when nobody says otherwise. */
function checkDraining({ app }: CheckContext, group: Block): Finding[] {
  const seconds = app.number(group, "deregistration_delay") ?? 300;
  if (seconds < 300) return [];
  return [
    lifecycleFinding("draining-slow", group, {
      prop: "deregistration_delay",
      got: `${seconds} s`,
      expected: "as long as a request takes: every deployment waits that long for each stopping task",
      fix: "set deregistration_delay to 20 s, or accept the wait for long requests",
      numbers: { seconds },
    }),
  ];
}

function checkTls(listener: Block): Finding[] {
  const { protocol, ssl_policy: policy } = listener.body;
  if (protocol !== "HTTPS" && protocol !== "TLS") return [];
  const text = textOf(policy);
  if (text !== undefined && (text.includes("${") || /TLS13|TLS-1-2|FS-1-2/.test(text)) && !/-1-[01]-/.test(text))
    return [];
  return [
    lifecycleFinding("tls-policy-old", listener, {
      prop: "ssl_policy",
      got: text ?? "the API's default, which takes TLS 1.0",
      expected: "a policy of TLS 1.2 and 1.3",
      fix: 'set ssl_policy to "ELBSecurityPolicy-TLS13-1-2-2021-06"',
    }),
  ];
}

function checkImage(path: string, container: string, image: string | undefined): Finding[] {
  if (image === undefined || image.includes("${")) return [];
  const name = image.split("/").at(-1) ?? "";
  if (name.includes("@sha256:") || (name.includes(":") && !name.endsWith(":latest"))) return [];
  return [
    lifecycleFinding("image-moving-tag", path, {
      prop: `${container}.image`,
      got: image,
      expected: "a fixed tag or digest: a new image behind the same tag deploys nothing, and nobody knows what runs",
      fix: "name a version tag or a digest",
    }),
  ];
}
