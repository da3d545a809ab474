import { type App, TerraformElement, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { JsonObject } from "../cost/terraform-document";
import { SynthesizedStack } from "./synthesized-stack";

function stacksOf(root: IConstruct): TerraformStack[] {
  return root.node.findAll().filter(TerraformStack.isStack);
}

/** Every stack of an app, as `app.synth()` would write it. Doing so changes nothing about what it writes. */
export function synthesizedStacks(app: App): SynthesizedStack[] {
  const stacks = stacksOf(app);
  return withElementsReadOnce(stacks, () => {
    // Two loops, as CDKTF has them: preparing one stack adds outputs to the others that it refers to.
    for (const stack of stacks) stack.prepareStack();
    return stacks.map((stack) => new SynthesizedStack(stack.node.path, stack.toTerraform() as JsonObject));
  });
}

/**
 * CDKTF asks every element for its attributes when it prepares a stack, and again when it writes it. Preparing adds
 * elements but changes none, so the first answer, whose tokens are not resolved yet, serves both times.
 */
function withElementsReadOnce<T>(stacks: readonly TerraformStack[], work: () => T): T {
  const elements = stacks.flatMap((stack) => stack.node.findAll().filter(isPlainElement));
  for (const element of elements) {
    const read = element.toTerraform.bind(element);
    let answer: unknown;
    element.toTerraform = () => {
      answer ??= read();
      return answer;
    };
  }
  try {
    return work();
  } finally {
    for (const element of elements) Reflect.deleteProperty(element, "toTerraform");
  }
}

/** Whether it is an element that answers as its class does, and no stack, whose answer is made of those of others. */
function isPlainElement(construct: IConstruct): construct is TerraformElement {
  return (
    TerraformElement.isTerraformElement(construct) &&
    !TerraformStack.isStack(construct) &&
    !Object.hasOwn(construct, "toTerraform")
  );
}

/**
 * Makes a later `app.synth()` write exactly the stacks that were read, without making them again: what was judged is
 * what is written, in half the time.
 */
export function pinSynthesis(app: App, judged: readonly SynthesizedStack[]): void {
  const json = new Map(judged.map((stack) => [stack.name, stack.json]));
  for (const stack of stacksOf(app)) {
    const known = json.get(stack.node.path);
    if (known === undefined) continue;
    stack.prepareStack = () => undefined;
    stack.toTerraform = () => known;
  }
}
