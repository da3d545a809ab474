import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import type { RunnerView } from "../model/ecs-view";
import { redeployments } from "../model/redeployments";
import type { SynthesizedApp } from "../model/synthesized-app";
import { flagOf } from "../model/synthesized-stack";
import { type SecretUse, secretUses } from "../permissions/secret-use";
import { lifecycleFinding } from "./codes";

/** RDS's own name of a password that it manages, of an instance or a cluster made elsewhere. */
const MANAGED = /:secret:rds!/;
/** What a database says that AWS is to make, keep and rotate its password. */
const MANAGED_FLAGS = ["manage_master_user_password", "manage_master_password"];

/**
 * A service that has a rotating secret injected gets the new value: it is redeployed, or says why it needs no
 * redeployment. What schedules and events start reads the value at each start.
 */
export const checkRotation: Check = (context) =>
  context.ecs.runners
    .filter(({ kind }) => kind === "service" || kind === "daemon")
    .flatMap((runner) => {
      const injected = secretUses(context).filter(({ task }) => task === runner.task);
      const stale = injected.filter((use) => rotates(context.app, use) && !isRenewed(context, runner, use));
      return stale.length === 0 ? [] : [unheard(runner, stale)];
    });

function rotates(app: SynthesizedApp, { owner, forms, secret }: SecretUse): boolean {
  // The agent reads the registry's credentials at each start.
  if (secret.kind === "registry") return false;
  if (forms.some((form) => MANAGED.test(form))) return true;
  if (owner === undefined) return false;
  if (MANAGED_FLAGS.some((flag) => flagOf(owner.body[flag]) === true)) return true;
  return app
    .ofType("aws_secretsmanager_secret_rotation")
    .some((rotation) => app.references(rotation.body.secret_id, rotation.stack).some(({ block }) => block === owner));
}

function isRenewed(context: CheckContext, { block }: RunnerView, { secret, forms }: SecretUse): boolean {
  const construct = context.tree.services.get(block.path.replace(/\/Default$/, ""));
  if (construct !== undefined && Object.hasOwn(construct.onRotation, secret.name)) return true;
  return redeployments(context).some(
    ({ service, hears }) => service === block && forms.some((form) => hears.has(form)),
  );
}

function unheard({ block }: RunnerView, stale: readonly SecretUse[]): Finding {
  const named = stale.map(({ container, secret }) => `${container.name}.${secret.name}`);
  return lifecycleFinding("rotation-unheard", block, {
    prop: "onRotation",
    got: `${named.join(", ")}: injected at the start, rotated later, and nothing redeploys the service`,
    expected: "a redeployment at each rotation, or the reason why the containers need none",
    fix: 'leave the service its redeployment, or set onRotation: { <variable>: { none: "<how it gets the new value>" } }',
    numbers: { values: stale.length },
  });
}
