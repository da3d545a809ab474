import type { LockTable } from "../storage/lock-table";
import type { SizedContainer } from "./container";
import type { Containers } from "./task-layout";

/** What happens when a run is due while the last one is still working: start anyway, or skip it by a lock. */
export type Overlap =
  | "allow"
  | {
      /** Where the lock is kept. */
      readonly skip: LockTable;
      /** Image with a POSIX shell and the AWS CLI. @default "public.ecr.aws/aws-cli/aws-cli:2.27.50" */
      readonly image?: string;
    };

/** Public, about 130 MB to pull once per host. @see https://gallery.ecr.aws/aws-cli/aws-cli */
const AWS_CLI_IMAGE = "public.ecr.aws/aws-cli/aws-cli:2.27.50";
/** The container's name; a task that is locked has no other of that name. */
export const LOCK_CONTAINER = "lock";
/** What the AWS CLI needs: little between calls, its Python for a second or two during one. */
const SIZE = { cpu: 32, memoryMiB: 192, memoryReservationMiB: 64 } as const;
/** A lock whose holder has died, with its host, is free again after this. Renewed three times as often. */
const LOCK_SECONDS = 300;
const RENEW_SECONDS = 100;
/** Written when the lock is held: what the health check looks for. */
const HELD = "/tmp/held";

/**
 * The containers of a task, and one more that holds the lock for them.
 *
 * It takes no part of the containers themselves: they start only when the lock container is healthy, which it is once it
 * holds the lock. It renews the lock while they work and gives it back when they end. When another run holds the lock it
 * exits with 0 before they start, so a skipped run is no failure; when it loses the lock it exits with 1, which stops
 * them.
 */
export function withLock(containers: Containers, id: string, lock: LockProps): Containers {
  const guard = lockContainer(lock);
  const waiting = (container: SizedContainer): SizedContainer => ({
    ...container,
    dependsOn: { ...container.dependsOn, [LOCK_CONTAINER]: "HEALTHY" },
  });
  if (containers.containers !== undefined) {
    return { ...containers, containers: [...containers.containers.map(waiting), guard] };
  }
  const { container, cpu, memoryMiB, memoryReservationMiB } = containers;
  const name = container.name ?? id;
  if (lock.capacity === "ec2") {
    const soft = memoryReservationMiB === undefined ? {} : { memoryReservationMiB };
    return { containers: [waiting({ ...container, name, cpu, memoryMiB, ...soft }), guard] };
  }
  // Fargate's sizes are steps: the lock takes its share of the size that was asked for.
  const rest = { cpu: cpu - SIZE.cpu, memoryMiB: memoryMiB - SIZE.memoryReservationMiB };
  return { containers: [waiting({ ...container, name, ...rest }), guard], taskSize: { cpu, memoryMiB } };
}

export interface LockProps {
  readonly table: LockTable;
  /** Name of the lock. */
  readonly lock: string;
  readonly region: string;
  readonly capacity: "ec2" | "fargate";
  readonly image: string | undefined;
}

function lockContainer({ table, lock, region, image }: LockProps): SizedContainer {
  return {
    name: LOCK_CONTAINER,
    image: image ?? AWS_CLI_IMAGE,
    ...SIZE,
    entryPoint: ["sh", "-c"],
    command: [LOCK_SCRIPT],
    environment: {
      AWS_DEFAULT_REGION: region,
      LOCK_NAME: lock,
      LOCK_RENEW_SECONDS: String(RENEW_SECONDS),
      LOCK_SECONDS: String(LOCK_SECONDS),
      LOCK_TABLE: table.name,
    },
    healthCheck: { command: ["test", "-f", HELD], intervalSeconds: 5, timeoutSeconds: 3, retries: 10 },
  };
}

/**
 * One conditional update takes the lock and renews it; DynamoDB refuses it when another run holds it. Exit statuses: 0 for
 * a skipped run and for a lock given back, 1 for a lost lock and for a table that cannot be reached.
 */
export const LOCK_SCRIPT = `
run=$(cat /proc/sys/kernel/random/uuid)
key='{"name":{"S":"'$LOCK_NAME'"}}'
take() {
  now=$(date +%s)
  refusal=$(aws dynamodb update-item --table-name "$LOCK_TABLE" --key "$key" \\
    --update-expression 'SET #o = :run, #e = :until' \\
    --condition-expression 'attribute_not_exists(#o) OR #o = :run OR #e < :now' \\
    --expression-attribute-names '{"#o":"owner","#e":"expires"}' \\
    --expression-attribute-values '{":run":{"S":"'$run'"},":now":{"N":"'$now'"},":until":{"N":"'$((now + LOCK_SECONDS))'"}}' \\
    2>&1 >/dev/null) && until=$((now + LOCK_SECONDS)) && return 0
  case "$refusal" in *ConditionalCheckFailed*) return 2 ;; esac
  echo "lock: $refusal" >&2
  return 1
}
give_back() {
  aws dynamodb delete-item --table-name "$LOCK_TABLE" --key "$key" --condition-expression '#o = :run' \\
    --expression-attribute-names '{"#o":"owner"}' --expression-attribute-values '{":run":{"S":"'$run'"}}' >/dev/null 2>&1
  exit 0
}
take
case $? in
  2) echo "lock: another run is at work, this one is skipped"; exit 0 ;;
  1) exit 1 ;;
esac
trap give_back TERM INT
touch ${HELD}
while :; do
  sleep "$LOCK_RENEW_SECONDS" &
  wait $!
  take
  case $? in
    2) echo "lock: lost to another run" >&2; exit 1 ;;
    1) [ "$(date +%s)" -lt "$until" ] || exit 1 ;;
  esac
done
`.trimStart();
