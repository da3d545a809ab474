import type { Finding } from "../constructs/rules/finding";
import type { EcsView } from "./model/ecs-view";
import type { SynthesizedApp } from "./model/synthesized-app";
import type { TreeView } from "./model/tree-view";

/** What a check reads: the JSON that Terraform will get, ECS in it, and what the constructs say of themselves. */
export interface CheckContext {
  readonly app: SynthesizedApp;
  readonly ecs: EcsView;
  readonly tree: TreeView;
}

/** A pure function from an app to what is wrong with it. */
export type Check = (context: CheckContext) => Finding[];

/** Something that several checks of one run share: made when the first one asks for it. */
export function perContext<T>(make: (context: CheckContext) => T): (context: CheckContext) => T {
  const made = new WeakMap<CheckContext, { readonly value: T }>();
  return (context) => {
    const known = made.get(context);
    if (known !== undefined) return known.value;
    const value = make(context);
    made.set(context, { value });
    return value;
  };
}
