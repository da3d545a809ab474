import { findMoto, findPython, ownMotoPython } from "./find-moto";
import { findProviderMirror, ownProviderMirror } from "./find-provider";
import { findTerraform, ownTerraform } from "./find-terraform";
import { installProvider } from "./install-provider";
import { installTerraform, TERRAFORM_RELEASES } from "./install-terraform";
import { installWithPip } from "./install-with-pip";
import { type MissingTool, MissingToolsError } from "./missing-tools";
import { type FoundTool, isFound, type Places, toolsFolder } from "./places";
import { hashicorpPlatform } from "./platform";
import { AWS_PROVIDER, MOTO, PYTHON_MINIMUM, pinnedTerraformVersion } from "./versions";

/** What a rehearsal needs of its machine. */
export interface Tools {
  readonly terraform: FoundTool;
  /** A folder in the layout of a filesystem mirror that holds the AWS provider. */
  readonly provider: FoundTool;
  /** The Python that has moto. */
  readonly moto: FoundTool;
}

export interface ToolsOptions {
  /** Whether to install into `.tools/` what is not found. @default true */
  readonly install?: boolean;
  /** Where Terraform's release archives are. @default HashiCorp's own */
  readonly terraformReleases?: string;
  /** Gives up what is being installed, and calls it missing. @default - an installation may take its time */
  readonly signal?: AbortSignal;
}

/**
 * Finds Terraform, its AWS provider and moto, or installs them under `.tools/`.
 *
 * @throws MissingToolsError once, with everything that is missing, where it was looked for and how to get it
 */
export async function findTools(places: Places, options: ToolsOptions = {}): Promise<Tools> {
  const [terraform, moto] = await Promise.all([needTerraform(places, options), needMoto(places, options)]);
  const provider = await needProvider(places, options, isFound(terraform) ? terraform.path : undefined);
  if (isFound(terraform) && isFound(provider) && isFound(moto)) {
    return { terraform, provider, moto };
  }
  throw new MissingToolsError([terraform, provider, moto].filter((tool): tool is MissingTool => !isFound(tool)));
}

async function needTerraform(places: Places, options: ToolsOptions): Promise<FoundTool | MissingTool> {
  const version = await pinnedTerraformVersion(places.projectRoot);
  const found = await findTerraform(version, places);
  if (isFound(found)) {
    return found;
  }
  const target = ownTerraform(places, version);
  const { terraformReleases: releases = TERRAFORM_RELEASES, signal } = options;
  return installOrMiss(
    options,
    () => installTerraform({ version, hashicorpPlatform: hashicorpPlatform(), target, releases, signal }),
    {
      installed: { path: target, version, origin: "installed into .tools" },
      missing: {
        name: `Terraform ${version}`,
        tried: found.tried,
        fix: `install exactly that release (https://developer.hashicorp.com/terraform/install) and put it on PATH, or set STOWAGE_TERRAFORM to the program`,
      },
    },
  );
}

async function needProvider(
  places: Places,
  options: ToolsOptions,
  terraform: string | undefined,
): Promise<FoundTool | MissingTool> {
  const platform = hashicorpPlatform();
  const found = await findProviderMirror(platform, places);
  if (isFound(found)) {
    return found;
  }
  const { version, source } = AWS_PROVIDER;
  const target = ownProviderMirror(places);
  const install = async () => {
    if (terraform === undefined) {
      throw new Error("it takes Terraform to download it");
    }
    await installProvider({ terraform, target, signal: options.signal }, places);
  };
  return installOrMiss(options, install, {
    installed: { path: target, version, origin: "installed into .tools" },
    missing: {
      name: `Terraform's AWS provider ${version}`,
      tried: found.tried,
      fix: `on a machine with network run \`terraform providers mirror <folder>\`, and set STOWAGE_PROVIDER_MIRROR to the folder that holds ${source}/${version}/${platform}`,
    },
  });
}

async function needMoto(places: Places, options: ToolsOptions): Promise<FoundTool | MissingTool> {
  const found = await findMoto(places);
  if (isFound(found)) {
    return found;
  }
  const install = async () => {
    const python = await findPython(places);
    if (python === undefined) {
      throw new Error(`there is no Python ${PYTHON_MINIMUM.join(".")} or later on PATH`);
    }
    const { requirement } = MOTO;
    await installWithPip({ python, target: toolsFolder(places, "moto"), requirement, signal: options.signal }, places);
  };
  return installOrMiss(options, install, {
    installed: {
      path: ownMotoPython(places),
      version: MOTO.requirement.split("==")[1] ?? "",
      origin: "installed into .tools",
    },
    missing: {
      name: `moto ${MOTO.major} (the local AWS)`,
      tried: found.tried,
      fix: `python3 -m pip install '${MOTO.requirement}', or set STOWAGE_MOTO_PYTHON to a Python that has it`,
    },
  });
}

async function installOrMiss(
  { install = true, signal }: ToolsOptions,
  installTool: () => Promise<void>,
  outcome: { installed: FoundTool; missing: MissingTool },
): Promise<FoundTool | MissingTool> {
  if (!install) {
    return outcome.missing;
  }
  try {
    await installTool();
    return outcome.installed;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const problem = signal?.aborted ? "given up, it took too long" : words;
    return { ...outcome.missing, tried: [...outcome.missing.tried, `install into .tools: ${problem}`] };
  }
}
