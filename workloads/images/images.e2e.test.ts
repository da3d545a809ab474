import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../shared/testing/free-port";
import { findPostgres } from "../shared/testing/postgres";
import { usePostgres } from "../shared/testing/use-postgres";
import { waitFor } from "../shared/testing/wait-for";
import { dockerfile, workloads, writeContext } from "./context.mjs";

/** Why the test cannot run here; undefined when it can. */
function whyNot(): string | undefined {
  if (process.platform !== "linux") return "buildah runs on Linux only";
  if (process.getuid?.() !== 0) return "chroot isolation needs root";
  if (spawnSync("buildah", ["--version"]).status !== 0) return "buildah is not installed (apt-get install buildah)";
  return findPostgres().reason;
}

const reason = whyNot();

/** What `buildah inspect` says of an image, as far as it is looked at. */
interface ImageInspection {
  readonly Docker: {
    readonly architecture: string;
    readonly config: {
      readonly User: string;
      readonly Entrypoint: readonly string[];
      readonly Healthcheck?: { readonly Test: readonly string[] };
    };
  };
  readonly OCIv1: { readonly rootfs: { readonly diff_ids: readonly string[] } };
}

describe.skipIf(reason !== undefined)(`the images, built by buildah ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  let scratch: string;
  const base = (architecture: string) => `localhost/stowage-node-${architecture}:1`;
  const image = (workload: string, architecture: string) => `localhost/stowage-${workload}-${architecture}:1`;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "stowage-buildah-"));
    await writeContext(join(scratch, "context"));
    writeNodeRoot(join(scratch, "rootfs"));
    for (const architecture of ["amd64", "arm64"]) {
      const container = buildah("from", "scratch");
      buildah("copy", container, join(scratch, "rootfs"), "/");
      buildah("config", "--env", "PATH=/usr/bin", "--arch", architecture, container);
      buildah("commit", "--format", "docker", "--rm", container, base(architecture));
    }
    for (const workload of workloads) build(workload, process.arch === "arm64" ? "arm64" : "amd64");
  });

  afterAll(() => {
    if (scratch === undefined) return;
    spawnSync("buildah", [...storage(), "rm", "--all"]);
    rmSync(scratch, { recursive: true, force: true });
  });

  /** Storage of this test alone, on any file system. */
  const storage = () => ["--storage-driver", "vfs", "--root", join(scratch, "root"), "--runroot", join(scratch, "run")];

  function buildah(...words: string[]): string {
    const { status, stdout, stderr } = spawnSync("buildah", [...storage(), ...words], { encoding: "utf8" });
    if (status !== 0) throw new Error(`buildah ${words.join(" ")} exited with ${status}:\n${stderr}`);
    return stdout.trim();
  }

  function build(workload: string, architecture: string): void {
    const how = [
      "--isolation",
      "chroot",
      "--format",
      "docker",
      "--timestamp",
      "0",
      "--platform",
      `linux/${architecture}`,
    ];
    const what = [
      "--build-arg",
      `NODE_IMAGE=${base(architecture)}`,
      "--target",
      workload,
      "--tag",
      image(workload, architecture),
    ];
    buildah("build", ...how, ...what, "--file", dockerfile, join(scratch, "context"));
  }

  const inspect = (name: string) => JSON.parse(buildah("inspect", "--type", "image", name)) as ImageInspection;
  const own = process.arch === "arm64" ? "arm64" : "amd64";

  /** Starts the image's own entry point as its own user, with exactly these variables. */
  function run(
    workload: string,
    environment: Readonly<Record<string, string>>,
    entryPoint?: readonly string[],
  ): Started {
    const { User, Entrypoint } = inspect(image(workload, own)).Docker.config;
    const container = buildah("from", image(workload, own));
    const variables = Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
    const words = [
      "run",
      "--isolation",
      "chroot",
      "--user",
      User,
      ...variables,
      container,
      "--",
      ...(entryPoint ?? Entrypoint),
    ];
    return started(spawn("buildah", [...storage(), ...words], { stdio: ["ignore", "pipe", "pipe"] }));
  }

  it.each(workloads)("%s runs as nobody, in exec form, and holds nothing but its programs", (workload) => {
    const { config } = inspect(image(workload, own)).Docker;
    expect(config.User).toBe("65532:65532");
    expect(config.Entrypoint).toEqual(["node", "/app/main.cjs"]);
    const programs = workload === "backend" ? ["healthcheck.cjs", "main.cjs"] : ["main.cjs"];
    expect(config.Healthcheck?.Test).toEqual(
      workload === "backend" ? ["CMD", "node", "/app/healthcheck.cjs"] : undefined,
    );
    const container = buildah("from", image(workload, own));
    const list = "console.log(JSON.stringify([process.getuid(), require('fs').readdirSync('/app').sort()]))";
    const listed = buildah("run", "--isolation", "chroot", container, "--", "node", "-e", list);
    expect(JSON.parse(listed)).toEqual([65_532, programs]);
  });

  it("backend starts, is healthy by its own health check, and stops on SIGTERM; scraper and notifier run and exit 0", async () => {
    const common = {
      DATABASE_SECRET: postgres().secret(await postgres().createDatabase()),
      LINK_SIGNING_KEY: "k".repeat(40),
    };
    const port = String(await freePort());
    const backend = run("backend", { ...common, API_TOKENS: "t".repeat(40), PORT: port });
    await waitFor("the backend to be ready", async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, 60_000);
    const check = ["node", "/app/healthcheck.cjs"];
    expect(await run("backend", { PORT: port }, check).ended).toBe(0);
    expect(await run("backend", { PORT: String(await freePort()) }, check).ended).toBe(1);
    const scraper = run("scraper", { DATABASE_SECRET: common.DATABASE_SECRET });
    expect(await scraper.ended, scraper.output()).toBe(0);
    const smtp = { MAIL_TRANSPORT: "smtp", SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "a@example.com" };
    const notifier = run("notifier", { ...common, ...smtp, PUBLIC_URL: `http://127.0.0.1:${port}` });
    expect(await notifier.ended, notifier.output()).toBe(0);
    terminate(backend.pid);
    expect(await backend.ended, backend.output()).toBe(0);
  });

  it("are the same for arm64: the layer with the programs does not differ", () => {
    const other = own === "amd64" ? "arm64" : "amd64";
    build("backend", other);
    const [one, two] = [inspect(image("backend", own)), inspect(image("backend", other))];
    expect([one.Docker.architecture, two.Docker.architecture]).toEqual([own, other]);
    expect(two.OCIv1.rootfs.diff_ids.at(-1)).toBe(one.OCIv1.rootfs.diff_ids.at(-1));
  });
});

interface Started {
  readonly pid: number;
  readonly output: () => string;
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

function started(child: ChildProcess): Started {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  process.once("exit", () => child.kill("SIGKILL"));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
  return { pid: child.pid ?? 0, output: () => text, ended };
}

/** Sends SIGTERM to the program itself, as a container's runtime would: buildah's own processes do not pass it on. */
function terminate(pid: number): void {
  // Each thread of a program lists its own children.
  const threads = readdirSync(`/proc/${pid}/task`);
  const lists = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8"));
  const children = lists.flatMap((list) => list.split(" ")).filter((text) => text !== "");
  if (children.length === 0) process.kill(pid, "SIGTERM");
  else for (const child of children) terminate(Number(child));
}

/** This machine's node and the libraries it needs: a base image without a registry. */
function writeNodeRoot(folder: string): void {
  const node = realpathSync(process.execPath);
  const copy = (from: string, to: string) => {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    copyFileSync(from, join(folder, to));
  };
  copy(node, "/usr/bin/node");
  const { stdout } = spawnSync("ldd", [node], { encoding: "utf8" });
  for (const library of new Set(stdout.match(/\/\S+/g))) copy(realpathSync(library), library);
  mkdirSync(join(folder, "tmp"), { recursive: true });
}
