import { adoptionClients } from "../../../ops/terraform/adoption/clients";
import type { Looking } from "../../../ops/terraform/adoption/find-outside-state";
import { EMULATOR_CREDENTIALS } from "../../../ops/terraform/environment";
import { ACCOUNT, REGION } from "../fixtures/synthesis";
import type { EmulatedStack, EmulatedTerraform } from "./emulated-terraform";

/** How a fixture's stack is looked at: all that it has carries its name in the tag `stack`. */
export function looking({ terraform, stack }: EmulatedStack, { emulator }: EmulatedTerraform): Looking {
  return {
    terraform,
    place: { account: ACCOUNT, region: REGION },
    clients: adoptionClients({ endpoint: emulator.url, region: REGION, credentials: EMULATOR_CREDENTIALS }),
    tags: { stack: stack.name },
  };
}
