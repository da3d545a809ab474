import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
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
