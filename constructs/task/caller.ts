import type { Task } from "./task";

/** Something that runs a task and connects to other things: a service, a scheduled task, a worker, or the task itself. */
export type Caller = Task | { readonly task: Task };

/** The task behind a caller. */
export function taskOf(caller: Caller): Task {
  return "task" in caller ? caller.task : caller;
}
