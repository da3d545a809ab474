import { perContext } from "../check-context";
import { arnForms, canonicalArn } from "../model/canonical-arn";
import type { Block, SynthesizedApp } from "../model/synthesized-app";
import type { ContainerView, SecretView, TaskView } from "../model/task-view";

/** A secret that a container is given. */
export interface SecretUse {
  readonly task: TaskView;
  readonly container: ContainerView;
  readonly secret: SecretView;
  readonly store: "secretsmanager" | "ssm";
  /** The resource that owns it, where it is one of this app. */
  readonly owner: Block | undefined;
  /** Texts under which a policy may name it. */
  readonly forms: readonly string[];
  /** What follows the ARN: key, version stage and version id. */
  readonly suffix: string;
}

/** Every secret that any container is given. */
export const secretUses = perContext(({ app, ecs }) =>
  ecs.tasks.flatMap((task) =>
    task.containers.flatMap((container) => container.secrets.map((secret) => secretUse(app, task, container, secret))),
  ),
);

function secretUse(app: SynthesizedApp, task: TaskView, container: ContainerView, secret: SecretView): SecretUse {
  const { stack } = task.block;
  const text = canonicalArn(app, secret.valueFrom, stack);
  const owner = app.references(secret.valueFrom, stack).find(({ block }) => block.mode === "resource")?.block;
  const { base, suffix, store } = takeApart(text);
  // As it is written, too: so a policy names a secret of somewhere else.
  const written = takeApart(app.canonical(secret.valueFrom, stack)).base;
  const known = owner === undefined || owner.type === "aws_db_instance" ? [] : arnForms(app, owner);
  return { task, container, secret, store, owner, suffix, forms: [...new Set([base, written, ...known])] };
}

/** Which service keeps what a `valueFrom` names, in canonical form. */
export function storeOf(valueFrom: string): SecretUse["store"] {
  return takeApart(valueFrom).store;
}

/** `<arn>:key:stage:id`, an ARN written out, or the bare name of a parameter in the same region. */
function takeApart(text: string): Pick<SecretUse, "store" | "suffix"> & { base: string } {
  if (text.startsWith("<")) {
    const end = text.indexOf(">") + 1;
    const store = text.includes("/aws_ssm_parameter.") ? "ssm" : "secretsmanager";
    return { base: text.slice(0, end), suffix: text.slice(end), store };
  }
  const parts = text.split(":");
  if (parts[0] === "arn" && parts[2] === "secretsmanager") {
    const suffix = parts.slice(7);
    return {
      base: parts.slice(0, 7).join(":"),
      suffix: suffix.map((part) => `:${part}`).join(""),
      store: "secretsmanager",
    };
  }
  const base =
    parts[0] === "arn" ? text : `arn:<partition>:ssm:<region>:<account>:parameter/${text.replace(/^\//, "")}`;
  return { base, suffix: "", store: "ssm" };
}

/** The action with which the agent reads a secret. */
export function readAction(store: SecretUse["store"]): string {
  return store === "ssm" ? "ssm:GetParameters" : "secretsmanager:GetSecretValue";
}
