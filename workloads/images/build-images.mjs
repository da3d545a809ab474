import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { dockerfile, workloads, writeContext } from "./context.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

const HELP = `Usage: npm run images -- --repository REPOSITORY [--tag TAG] [--only WORKLOAD]... [--platform PLATFORMS] [--load] [--print]

Bundles the workloads, builds their images with docker buildx and pushes them.

  --repository REPOSITORY  where an image goes; {workload} stands for backend, scraper or notifier, as in
                           123456789012.dkr.ecr.eu-central-1.amazonaws.com/stowage-{workload}
  --tag TAG                the commit, shortened to 12 characters, when left out
  --only WORKLOAD          one image; may be given several times. All when left out
  --platform PLATFORMS     such as linux/amd64,linux/arm64; that of the fleet of STOWAGE_ENV when left out
  --node-image IMAGE       base image instead of the one the Dockerfile pins
  --load                   keep the image on this machine instead of pushing it; one platform only
  --print                  print the commands and run none
`;

const flags = {
  repository: { type: "string" },
  tag: { type: "string" },
  only: { type: "string", multiple: true },
  platform: { type: "string" },
  "node-image": { type: "string" },
  load: { type: "boolean", default: false },
  print: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
};

/**
 * Arguments of `docker` that build one image.
 *
 * @param {string} workload
 * @param {{ repository: string, tag: string, platform: string, load: boolean, "node-image"?: string }} options
 * @param {string} context build context
 * @param {string} metadata file that buildx writes the digest to
 */
export function buildxArguments(workload, options, context, metadata) {
  const nodeImage = options["node-image"];
  return [
    ...["buildx", "build", "--file", dockerfile, "--target", workload, "--platform", options.platform],
    // An attestation makes an index even of one platform, which takes three entries in ECR and is not scanned there.
    "--provenance=false",
    ...(nodeImage === undefined ? [] : ["--build-arg", `NODE_IMAGE=${nodeImage}`]),
    ...["--tag", `${options.repository.replaceAll("{workload}", workload)}:${options.tag}`],
    ...["--metadata-file", metadata, options.load ? "--load" : "--push", context],
  ];
}

/**
 * What is wrong with the options; empty when nothing is.
 *
 * @param {{ repository?: string, only?: readonly string[], platform?: string, load: boolean }} options
 * @returns {string[]}
 */
export function problemsOf({ repository, only = [], platform, load }) {
  const problems = [];
  if (repository === undefined) problems.push("--repository is missing");
  else if (!repository.includes("{workload}"))
    problems.push(`--repository ${repository} has no {workload} in it; all images would have one name`);
  for (const name of only.filter((name) => !workloads.includes(name)))
    problems.push(`--only ${name} is no workload; expected ${workloads.join(", ")}`);
  if (load && platform?.includes(","))
    problems.push("--load keeps one platform; add --platform linux/amd64 or linux/arm64");
  return problems;
}

/**
 * Why docker cannot build here; undefined when it can.
 *
 * @param {string} platform
 * @see https://docs.docker.com/build/building/multi-platform/#prerequisites
 */
function dockerProblem(platform) {
  if (spawnSync("docker", ["--version"]).status !== 0)
    return "docker is not installed; install Docker Engine with buildx, or build workloads/images/Dockerfile with another builder";
  if (spawnSync("docker", ["buildx", "version"]).status !== 0)
    return "docker is here, its plugin buildx is not; install docker-buildx (https://docs.docker.com/build/install-buildx/)";
  const { status, stdout, stderr } = docker("info", "--format", "{{json .DriverStatus}}");
  if (status !== 0) return `no Docker daemon answers: ${stderr.trim().split("\n").at(-1)}`;
  if (!platform.includes(",") || stdout.includes("io.containerd.snapshotter")) return undefined;
  const { stdout: builder } = docker("buildx", "inspect");
  if (/^Driver:\s*(?!docker\s*$)\S/m.test(builder)) return undefined;
  return `this Docker keeps images in the classic store, which cannot push ${platform} at once; type \`docker buildx create --use\` once, or leave --platform out to build for the fleet alone`;
}

const docker = (...words) => spawnSync("docker", words, { encoding: "utf8" });

function currentCommit() {
  const { status, stdout } = spawnSync("git", ["rev-parse", "--short=12", "HEAD"], { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * @param {readonly string[]} argumentsGiven
 * @param {() => Promise<string>} defaultPlatform what to build for where nobody says
 * @returns {Promise<number>} exit status
 */
export async function main(argumentsGiven, defaultPlatform) {
  const { values } = parseArgs({ args: [...argumentsGiven], options: flags });
  const tag = values.tag ?? currentCommit();
  const problems = [
    ...problemsOf(values),
    ...(tag === undefined ? ["--tag is missing and this is no git checkout"] : []),
  ];
  if (values.help || problems.length > 0) {
    process.stdout.write(
      values.help ? HELP : `${problems.map((problem) => `images: ${problem}`).join("\n")}\n\n${HELP}`,
    );
    return values.help ? 0 : 1;
  }
  const platform = values.platform ?? (await defaultPlatform());
  const context = join(root, ".build", "images");
  const scratch = mkdtempSync(join(tmpdir(), "stowage-images-"));
  const names = values.only ?? workloads;
  try {
    const commands = names.map((name) =>
      buildxArguments(name, { ...values, tag, platform }, context, join(scratch, `${name}.json`)),
    );
    if (values.print) {
      process.stdout.write(`${commands.map((words) => `docker ${words.join(" ")}`).join("\n")}\n`);
      return 0;
    }
    const problem = dockerProblem(platform);
    if (problem !== undefined) {
      process.stderr.write(`images: ${problem}\n`);
      return 1;
    }
    await writeContext(context);
    return buildAll(names, commands, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function buildAll(names, commands, scratch) {
  for (const [index, name] of names.entries()) {
    const { status } = spawnSync("docker", commands[index], { stdio: "inherit" });
    if (status !== 0) {
      process.stderr.write(`images: ${name} could not be built or pushed; docker exited with ${status}\n`);
      return 1;
    }
    const { "containerimage.digest": digest = "" } = JSON.parse(readFileSync(join(scratch, `${name}.json`), "utf8"));
    process.stdout.write(`${name} ${digest}\n`);
  }
  return 0;
}
