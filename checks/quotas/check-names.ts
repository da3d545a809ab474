import { checkName } from "../../constructs/rules/aws-names";
import type { Finding } from "../../constructs/rules/finding";
import type { Check } from "../check-context";
import type { Block } from "../model/synthesized-app";
import { quotaFinding, violationsAt } from "./codes";
import { identityOf, NAMINGS, physicalNameOf } from "./physical-names";

/** Every physical name is one that AWS takes, and no two resources of an account share one. */
export const checkNames: Check = ({ app }) => {
  const owners = new Map<string, Block[]>();
  const findings: Finding[] = [];
  for (const [type, { argument, kind }] of Object.entries(NAMINGS)) {
    for (const block of app.ofType(type)) {
      const name = physicalNameOf(app, block);
      if (name === undefined) continue;
      findings.push(...violationsAt(block, argument, checkName(kind, name)));
      const identity = identityOf(app, block, name);
      owners.set(identity, [...(owners.get(identity) ?? []), block]);
    }
  }
  const shared = [...owners.values()].filter((blocks) => blocks.length > 1);
  return [...findings, ...shared.flatMap((blocks) => duplicate(blocks, physicalNameOf(app, blocks[0]!) ?? ""))];
};

/** Reported at the second of them: the first may keep its name. */
function duplicate([first, ...others]: readonly Block[], name: string): Finding[] {
  return others.map((block) =>
    quotaFinding("name-duplicate", block, {
      prop: NAMINGS[block.type]?.argument ?? "name",
      got: `"${name}", the name of ${first?.path} too`,
      expected: "a name of its own for each resource of a type in one account and region",
      fix: "change the id of one of the constructs, which its name comes from",
    }),
  );
}
