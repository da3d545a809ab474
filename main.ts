import { check } from "./checks/check";
import { environmentNamed } from "./environments/environment";
import { synthesize } from "./ops/program/synthesize";
import { buildSystem } from "./stacks/system";

/** Environment -> stacks -> proofs -> Terraform JSON. `STOWAGE_ENV` selects the environment, `dev` when it is not set. */
const environment = () => environmentNamed(process.env.STOWAGE_ENV ?? "dev");

synthesize(
  () => buildSystem(environment()).app,
  (app) => void check(app, { budget: environment().budget }),
);
