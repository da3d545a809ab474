import { type App, Lazy, TerraformOutput, TerraformResource, TerraformStack } from "cdktf";
import { expect, test } from "vitest";
import { withApp } from "../../test/support/template";
import { synthesizedStacks } from "./synthesize-stacks";

/** Two stacks, of which the second refers to the first, so that preparing adds an output to the one that is prepared. */
function addStacks(app: App) {
  const first = new TerraformStack(app, "first");
  const element = new TerraformResource(first, "element", { terraformResourceType: "aws_thing" });
  let asked = 0;
  element.addOverride("late", Lazy.anyValue({ produce: () => ++asked }));
  const second = new TerraformStack(app, "second");
  new TerraformOutput(second, "output", { value: element.getStringAttribute("id") });
  return element;
}

/** What CDKTF makes of an app's stacks. */
function madeByCdktf(app: App): unknown[] {
  const stacks = app.node.children.filter(TerraformStack.isStack);
  for (const stack of stacks) stack.prepareStack();
  return stacks.map((stack) => stack.toTerraform());
}

test("stacks are read as CDKTF makes them, references between them and late values included", () => {
  const read = withApp((app) => {
    addStacks(app);
    return synthesizedStacks(app).map(({ json }) => json);
  });
  const made = withApp((app) => {
    addStacks(app);
    return madeByCdktf(app);
  });
  expect(read).toEqual(made);
  expect(read[1]).toHaveProperty("data.terraform_remote_state");
});

test("reading leaves elements as they were: what is changed later is read the next time", () => {
  withApp((app) => {
    const element = addStacks(app);
    synthesizedStacks(app);
    element.addOverride("added", "afterwards");
    expect(synthesizedStacks(app)[0]?.json).toMatchObject({
      resource: { aws_thing: { element: { added: "afterwards" } } },
    });
  });
});

test("an element that answers in its own way goes on doing so", () => {
  withApp((app) => {
    const element = addStacks(app);
    element.toTerraform = () => ({ locals: { own: "way" } });
    for (const _ of ["once", "again"]) {
      expect(synthesizedStacks(app)[0]?.json).toMatchObject({ locals: { own: "way" } });
    }
  });
});
