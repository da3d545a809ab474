import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import { blocksOf } from "../cost/terraform-document";
import type { Block } from "../model/synthesized-app";
import type { SynthesizedStack } from "../model/synthesized-stack";
import { flagOf, textOf } from "../model/synthesized-stack";
import { lifecycleFinding } from "./codes";

/** Every stack keeps its own state, locked and encrypted, in a bucket from which nothing is lost. */
export const checkState: Check = (context) => [
  ...checkShared(context),
  ...context.app.stacks.flatMap(checkBackend),
  ...stateBuckets(context).flatMap((bucket) => checkBucket(context, bucket)),
];

function checkShared({ app }: CheckContext): Finding[] {
  const first = new Map<string, SynthesizedStack>();
  return app.stacks.flatMap((stack) => {
    const { bucket = "", key, path } = stack.backend;
    const place = key ?? path;
    if (typeof place !== "string") return [];
    const id = `${stack.backendType} ${String(bucket)} ${place}`;
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, stack);
      return [];
    }
    return [
      lifecycleFinding("state-shared", stack.name, {
        prop: "backend.key",
        got: `${place}, the state of ${other.name} too`,
        expected: "a state of its own for each stack: the second to be applied would destroy what the first created",
        fix: "give each stack its own key",
      }),
    ];
  });
}

function checkBackend(stack: SynthesizedStack): Finding[] {
  if (stack.backendType !== "s3") return [];
  const locked = flagOf(stack.backend.use_lockfile) === true || stack.backend.dynamodb_table !== undefined;
  return [
    ...(locked
      ? []
      : [
          lifecycleFinding("state-unlocked", stack.name, {
            prop: "backend.use_lockfile",
            got: "no lock",
            expected: "a lock, so that two applies at once do not damage the state",
            fix: "set use_lockfile to true (Terraform 1.11 or newer)",
          }),
        ]),
    ...(flagOf(stack.backend.encrypt) === true
      ? []
      : [
          lifecycleFinding("state-unencrypted", stack.name, {
            prop: "backend.encrypt",
            got: "not set",
            expected: "a state that is encrypted where it is kept: it may hold secrets",
            fix: "set encrypt to true",
          }),
        ]),
  ];
}

/** The bucket that keeps the states, where it is one of this app. */
export function stateBuckets({ app }: CheckContext): Block[] {
  const names = new Set(app.stacks.map((stack) => textOf(stack.backend.bucket)));
  return app.ofType("aws_s3_bucket").filter((bucket) => {
    const name = app.text(bucket, "bucket");
    return name !== undefined && names.has(name);
  });
}

function checkBucket(context: CheckContext, bucket: Block): Finding[] {
  const settings = (type: string) =>
    context.app.ofType(type).find((block) => context.app.follow(block, "bucket", "aws_s3_bucket") === bucket);
  const versioning = blocksOf(settings("aws_s3_bucket_versioning")?.body.versioning_configuration)[0]?.status;
  const access = settings("aws_s3_bucket_public_access_block")?.body;
  const closed = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];
  const problems = [
    ...(versioning === "Enabled" ? [] : ["without versions, so that a damaged state cannot be brought back"]),
    ...(closed.every((flag) => flagOf(access?.[flag]) === true) ? [] : ["not closed to the public"]),
    ...(settings("aws_s3_bucket_server_side_encryption_configuration") === undefined
      ? ["without encryption of its own"]
      : []),
  ];
  if (problems.length === 0) return [];
  return [
    lifecycleFinding("state-bucket-unsafe", bucket, {
      got: problems.join("; "),
      expected: "a state bucket with versions, encryption and no public access",
      fix: "use the StateBucket construct",
    }),
  ];
}
