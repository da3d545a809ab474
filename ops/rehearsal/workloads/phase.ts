import path from "node:path";
import { CreateEmailIdentityCommand, DeleteEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { execa } from "execa";
import type { Environment } from "../../../environments/schema";
import { EMULATOR_CREDENTIALS } from "../../terraform/environment";
import type { AppliedSystem, Phase } from "../extensions";
import { startCredentialsEndpoint } from "./credentials-endpoint";
import { proveRoles } from "./database-roles";
import { type DrivenTasks, drive, serviceTask } from "./drive";
import { provePermissions } from "./permissions";
import { startStandIns } from "./stand-ins";

/**
 * Runs the workloads as they were applied, and then asks whether what they did is what they may.
 *
 * @param requestLog the emulator's log of calls, which tells the roles apart by the keys they sign with
 */
export function workloadPhases(environment: Environment, projectRoot: string, requestLog: string): Phase[] {
  let driven: DrivenTasks | undefined;
  return [
    {
      name: "run the workloads",
      run: async (system) => {
        const prefix = `stowage-${environment.name}`;
        await execa(process.execPath, ["workloads/build.mjs"], { cwd: projectRoot, cancelSignal: system.signal });
        await using _identity = await verifiedSender(environment.mail.from, system);
        await using standIns = await startStandIns(system, await serviceTask(system, prefix));
        await using credentials = await startCredentialsEndpoint();
        driven = await drive({
          system,
          standIns,
          credentials,
          prefix,
          bundles: path.join(projectRoot, ".build/workloads"),
        });
        const refused = await proveRoles(driven);
        return `watched, subscribed, confirmed, password rotated, scraped, mailed; ${refused} statements refused to jobs`;
      },
    },
    {
      name: "permissions",
      run: async (system) => {
        if (driven === undefined) throw new Error("the workloads did not run");
        return provePermissions(driven, system, requestLog);
      },
    },
  ];
}

/** SES sends only for verified identities; verifying the domain is done once by hand in a real account. */
async function verifiedSender(from: string, { url, region }: AppliedSystem): Promise<AsyncDisposable> {
  const ses = new SESv2Client({ endpoint: url, region, credentials: EMULATOR_CREDENTIALS });
  const EmailIdentity = from.split("@")[1];
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity }));
  return {
    async [Symbol.asyncDispose]() {
      await ses.send(new DeleteEmailIdentityCommand({ EmailIdentity }));
    },
  };
}
