import type { Workload } from "./model";

/** Seconds the agent waits between SIGTERM and SIGKILL when nobody says otherwise (ECS_CONTAINER_STOP_TIMEOUT). */
const STOP_TIMEOUT_SECONDS = 30;
/** Assumptions, not figures of AWS: the service scheduler's next round, and an image of 100 MB that is not cached. */
const SCHEDULING_SECONDS = 10;
const PULL_SECONDS = 15;
const START_SECONDS = 10;

/** How long nothing answers while ECS stops the only copies before it starts new ones. */
export interface Downtime {
  readonly seconds: number;
  /** The sum, spelled out. */
  readonly arithmetic: string;
}

/** An upper estimate for one deployment: the process uses all of its stop timeout, and the image must be pulled. */
export function expectedDowntime(workload: Workload): Downtime {
  const stop = workload.timing?.stopTimeoutSeconds ?? STOP_TIMEOUT_SECONDS;
  const start = workload.timing?.startSeconds ?? START_SECONDS;
  return {
    seconds: stop + SCHEDULING_SECONDS + PULL_SECONDS + start,
    arithmetic: `${stop} s to stop + ${SCHEDULING_SECONDS} s to schedule + ${PULL_SECONDS} s to pull + ${start} s to start`,
  };
}
