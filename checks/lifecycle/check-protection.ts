import type { Finding } from "../../constructs/rules/finding";
import { LockTable } from "../../constructs/storage/lock-table";
import type { Check, CheckContext } from "../check-context";
import { blocksOf } from "../cost/terraform-document";
import type { Block, JsonObject } from "../model/synthesized-app";
import { flagOf, numberOf } from "../model/synthesized-stack";
import { lifecycleFinding } from "./codes";
import { protection } from "./protection";

/** How a resource that holds data resists deletion, and what keeps `terraform destroy` from deleting it. */
interface Stateful {
  readonly isProtected: (body: JsonObject) => boolean;
  /** What stands in the way of destroy; undefined when nothing does. */
  readonly blockedBy: (body: JsonObject) => string | undefined;
  readonly protect: string;
  readonly release: string;
}

const database: Stateful = {
  isProtected: (body) => flagOf(body.deletion_protection) === true && flagOf(body.skip_final_snapshot) !== true,
  blockedBy: (body) => {
    if (flagOf(body.deletion_protection) === true) return "deletion_protection";
    const unnamed = flagOf(body.skip_final_snapshot) !== true && body.final_snapshot_identifier === undefined;
    return unnamed ? "a final snapshot without a name" : undefined;
  },
  protect: "set deletion_protection, and keep a final snapshot",
  release: "set deletion_protection to false and skip_final_snapshot to true",
};

const STATEFUL: Readonly<Record<string, Stateful>> = {
  aws_db_instance: database,
  aws_rds_cluster: database,
  aws_dynamodb_table: {
    isProtected: (body) => flagOf(body.deletion_protection_enabled) === true,
    blockedBy: (body) =>
      flagOf(body.deletion_protection_enabled) === true ? "deletion_protection_enabled" : undefined,
    protect: "set deletion_protection_enabled",
    release: "set deletion_protection_enabled to false",
  },
  aws_efs_file_system: {
    isProtected: () => false,
    blockedBy: () => undefined,
    protect: "set lifecycle.prevent_destroy",
    release: "drop lifecycle.prevent_destroy",
  },
  aws_s3_bucket: {
    isProtected: (body) => flagOf(body.force_destroy) !== true,
    blockedBy: (body) => (flagOf(body.force_destroy) === true ? undefined : "objects in it, without force_destroy"),
    protect: "leave force_destroy out",
    release: "set force_destroy to true",
  },
  aws_ecr_repository: {
    isProtected: (body) => flagOf(body.force_delete) !== true,
    blockedBy: (body) => (flagOf(body.force_delete) === true ? undefined : "images in it, without force_delete"),
    protect: "leave force_delete out",
    release: "set force_delete to true",
  },
  aws_secretsmanager_secret: {
    isProtected: (body) => recoveryDays(body) > 0,
    blockedBy: () => undefined,
    protect: "set recovery_window_in_days to 30",
    release: "set recovery_window_in_days to 0",
  },
};

/** In an environment that protects its data all of it is protected; in one that is rebuilt often nothing stands in the way. */
export const checkProtection: Check = (context) => {
  const protects = new Map(context.app.stacks.map((stack) => [stack, protection(context, stack)]));
  return Object.entries(STATEFUL).flatMap(([type, stateful]) =>
    context.app.ofType(type).flatMap((block) => {
      const protect = protects.get(block.stack);
      if (protect === undefined || holdsNothing(context, block)) return [];
      return protect ? unprotected(block, stateful) : inTheWay(block, stateful);
    }),
  );
};

/** Locks are worth nothing once nobody holds them. */
function holdsNothing({ tree }: CheckContext, block: Block): boolean {
  return tree.constructs.get(block.path) instanceof LockTable;
}

function unprotected(block: Block, { isProtected, protect }: Stateful): Finding[] {
  if (preventsDestroy(block) || isProtected(block.body)) return [];
  return [
    lifecycleFinding("stateful-unprotected", block, {
      got: "deletable by one wrong plan",
      expected: "data that resists deletion, as the rest of this environment does",
      fix: protect,
    }),
  ];
}

function inTheWay(block: Block, { blockedBy, release }: Stateful): Finding[] {
  const obstacle = preventsDestroy(block) ? "lifecycle.prevent_destroy" : blockedBy(block.body);
  const held =
    block.type === "aws_secretsmanager_secret" && recoveryDays(block.body) > 0
      ? [
          lifecycleFinding("secret-name-held", block, {
            prop: "recovery_window_in_days",
            got: `${recoveryDays(block.body)} days, in an environment that is rebuilt`,
            expected: "0: until the window is over the name is taken, and the next apply fails",
            fix: "set recoveryDays to 0 in environments without protection",
            numbers: { days: recoveryDays(block.body) },
          }),
        ]
      : [];
  if (obstacle === undefined) return held;
  return [
    ...held,
    lifecycleFinding("destroy-blocked", block, {
      got: obstacle,
      expected: "an environment without protection that terraform destroy takes away completely",
      fix: release,
    }),
  ];
}

function preventsDestroy({ body }: Block): boolean {
  return blocksOf(body.lifecycle).some((block) => flagOf(block.prevent_destroy) === true);
}

/** AWS keeps a deleted secret for 30 days when nobody says otherwise. */
function recoveryDays(body: JsonObject): number {
  return numberOf(body.recovery_window_in_days) ?? 30;
}
