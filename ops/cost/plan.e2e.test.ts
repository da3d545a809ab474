import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { estimateCost } from "../../checks/cost/estimate";
import { referenceSystem } from "../../checks/cost/fixtures/reference-system";
import { readTerraform } from "../../checks/cost/read-terraform";
import { writeCliConfiguration } from "../tools/cli-configuration";
import { findProviderMirror } from "../tools/find-provider";
import { findTerraform } from "../tools/find-terraform";
import { isFound, machinePlaces } from "../tools/places";
import { hashicorpPlatform } from "../tools/platform";
import { terraformQuietEnv } from "../tools/quiet-env";
import { pinnedTerraformVersion } from "../tools/versions";

const places = machinePlaces(resolve(import.meta.dirname, "../.."));
const terraform = await findTerraform(await pinnedTerraformVersion(places.projectRoot), places);
const provider = await findProviderMirror(hashicorpPlatform(), places);
const missing = [...(isFound(terraform) ? [] : ["Terraform"]), ...(isFound(provider) ? [] : ["the AWS provider"])];

/** Lets the provider plan without an account: nothing is read, because the system has no data source. */
const OFFLINE = {
  access_key: "test",
  secret_key: "test",
  skip_credentials_validation: true,
  skip_requesting_account_id: true,
  skip_metadata_api_check: true,
};

describe.skipIf(missing.length > 0)(`a real plan (skipped without ${missing.join(" and ") || "its tools"})`, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "stowage-cost-plan-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("of the reference system is estimated to the millionth like the JSON it was planned from", async () => {
    if (!isFound(terraform) || !isFound(provider)) throw new Error("skipped above");
    const synthesized = referenceSystem({ secrets: 2, maxSize: 2 });
    const planned = { ...synthesized, provider: { aws: [{ region: "eu-west-1", ...OFFLINE }] } };
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(planned));
    const env = {
      ...terraformQuietEnv(process.env),
      TF_CLI_CONFIG_FILE: await writeCliConfiguration(folder, provider.path),
    };
    const run = (...args: string[]) => execa(terraform.path, args, { cwd: folder, env, extendEnv: false });

    await run("init", "-input=false", "-no-color");
    await run("plan", "-input=false", "-no-color", "-out=plan");
    const { stdout } = await run("show", "-json", "plan");

    const fromPlan = estimateCost([readTerraform({ name: "dev-app", json: JSON.parse(stdout) })]);
    const fromJson = estimateCost([readTerraform({ name: "dev-app", json: synthesized })]);
    const figures = (estimate: typeof fromPlan) =>
      Object.fromEntries(estimate.lines.map((line) => [`${line.address} ${line.slot}`, line.arithmetic]));
    expect(figures(fromPlan)).toEqual(figures(fromJson));
    expect(fromPlan.total).toEqual(fromJson.total);
    expect(fromPlan.unpriced).toEqual([]);
  });
});
