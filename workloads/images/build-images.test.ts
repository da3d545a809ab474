import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { fleetPlatform } from "../../ops/fleet-platform";
import { buildxArguments, problemsOf } from "./build-images.mjs";
import { dockerfile, workloads } from "./context.mjs";

const options = {
  repository: "registry.example/stowage-{workload}",
  tag: "abc",
  platform: "linux/amd64,linux/arm64",
  load: false,
};

describe("npm run images", () => {
  it("builds one stage for both processors, names it after the workload and pushes it", () => {
    expect(buildxArguments("scraper", options, "context", "metadata.json")).toEqual([
      "buildx",
      "build",
      "--file",
      dockerfile,
      "--target",
      "scraper",
      "--platform",
      "linux/amd64,linux/arm64",
      "--provenance=false",
      "--tag",
      "registry.example/stowage-scraper:abc",
      "--metadata-file",
      "metadata.json",
      "--push",
      "context",
    ]);
    expect(buildxArguments("scraper", { ...options, load: true, "node-image": "node:x" }, "c", "m")).toEqual(
      expect.arrayContaining(["--load", "NODE_IMAGE=node:x"]),
    );
  });

  it("says all that is wrong at once", () => {
    expect(problemsOf(options)).toEqual([]);
    expect(problemsOf({ platform: options.platform, load: true, only: ["cron"] })).toHaveLength(3);
    expect(problemsOf({ ...options, repository: "registry.example/stowage" })).toHaveLength(1);
  });
});

/** `npm run images` with a docker that only says what it would do. */
function images(engine: { STORE: string; DRIVER: string }, ...words: string[]) {
  const env = {
    ...process.env,
    STOWAGE_ENV: "dev",
    ...engine,
    PATH: [join("workloads", "images", "testing"), process.env.PATH].join(delimiter),
  };
  const given = ["--repository", "registry.example/stowage-{workload}", "--tag", "1", "--only", "scraper", ...words];
  const child = spawn(process.execPath, ["ops/images.mjs", ...given], { env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise<{ status: number | null; output: string }>((resolve) => {
    child.once("close", (status) => resolve({ status, output }));
  });
}

describe("npm run images on a Docker Engine", { timeout: 60_000 }, () => {
  const both = ["--platform", "linux/amd64,linux/arm64"];
  const classic = { STORE: "classic", DRIVER: "docker" };

  it("as it is installed builds for the fleet", async () => {
    const { status, output } = await images(classic);
    expect(output).toMatch(/BUILD buildx build .*--platform linux\/amd64 --provenance=false .*--push/);
    expect(output).toContain("scraper sha256:0");
    expect(status).toBe(0);
  });

  it("as it is installed can not push two platforms, and says what to type before it builds anything", async () => {
    const { status, output } = await images(classic, ...both);
    expect([status, output.trim().split("\n")]).toEqual([
      1,
      [expect.stringMatching(/^images: .*classic store.*`docker buildx create --use`/)],
    ]);
  });

  it.each([
    { STORE: "containerd", DRIVER: "docker" },
    { STORE: "classic", DRIVER: "docker-container" },
    { STORE: "classic", DRIVER: "kubernetes" },
  ])("with $STORE and $DRIVER pushes two platforms", async (engine) => {
    const { status, output } = await images(engine, ...both);
    expect([status, output]).toEqual([0, expect.stringContaining("--platform linux/amd64,linux/arm64")]);
  });

  it("knows the processor of a fleet, and no environment that is not there", () => {
    expect(fleetPlatform("dev")).toBe("linux/amd64");
    expect(() => fleetPlatform("staging")).toThrow(/environment-unknown/);
  });
});

describe("the Dockerfile", () => {
  const text = readFileSync(dockerfile, "utf8");

  it("has a stage for every workload", () => {
    for (const workload of workloads) expect(text).toMatch(new RegExp(`^FROM runtime AS ${workload}$`, "m"));
  });

  it("pins its base by a full version, and runs as nobody in exec form", () => {
    expect(text).toMatch(/^ARG NODE_IMAGE=\S+:\d+\.\d+\.\d+-\S+$/m);
    expect(text).toMatch(/^USER 65532:65532$/m);
    expect(text).toMatch(/^ENTRYPOINT \["node", "\/app\/main\.cjs"\]$/m);
  });

  it("runs nothing after the first stage, so that an image for arm64 needs no emulation", () => {
    const [, ...later] = text.split(/^FROM /m).slice(1);
    for (const stage of later) expect(stage).not.toMatch(/^RUN /m);
  });
});
