import { assertSound } from "./constructs/report";
import { environmentNamed } from "./environments/environment";
import { synthesize } from "./ops/program/synthesize";
import { buildSystem } from "./stacks/system";

/** Environment -> stacks -> Terraform JSON. `STOWAGE_ENV` selects the environment, `dev` when it is not set. */
const environment = environmentNamed(process.env.STOWAGE_ENV ?? "dev");
synthesize(() => buildSystem(environment).app, assertSound);
