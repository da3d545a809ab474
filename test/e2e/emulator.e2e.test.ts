import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { AuthorizeSecurityGroupIngressCommand, EC2Client } from "@aws-sdk/client-ec2";
import { AttachRolePolicyCommand, CreateRoleCommand, GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../ops/emulator/emulator";
import { findMoto } from "../../ops/tools/find-moto";
import { isFound, machinePlaces } from "../../ops/tools/places";
import { waitFor } from "./support/wait-for";

const projectRoot = path.resolve(import.meta.dirname, "../..");
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const moto = await findMoto(machinePlaces(projectRoot));
const python = isFound(moto) ? moto.path : "";
const title = isFound(moto) ? "the emulator" : `the emulator (skipped: no moto; ${moto.tried.join("; ")})`;

describe.skipIf(python === "")(title, { concurrent: true }, () => {
  test("passes its own tests: each patch fails on plain moto and works with it", async () => {
    const args = ["-B", "-m", "unittest", "discover", "-s", "tests", "-t", "."];
    const { stderr } = await promisify(execFile)(python, args, { cwd: path.join(projectRoot, "ops/emulator") });
    expect(stderr).toMatch(/\nRan \d+ tests in .*\n\nOK\n$/);
  });

  test("knows the policies that AWS manages, and logs every call by action and resource", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "stowage-emulator-"));
    const requestLog = path.join(folder, "requests.jsonl");
    await using emulator = await startEmulator({ projectRoot, python, requestLog });
    const credentials = { accessKeyId: "CALLER", secretAccessKey: "x" };
    const iam = new IAMClient({ endpoint: emulator.url, region: "eu-central-1", credentials });
    await iam.send(new CreateRoleCommand({ RoleName: "box", AssumeRolePolicyDocument: TRUST }));
    const policy = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
    await iam.send(new AttachRolePolicyCommand({ RoleName: "box", PolicyArn: policy }));
    const lines = (await readFile(requestLog, "utf8"))
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([
      { service: "iam", action: "CreateRole", caller: "CALLER", status: 200, parameters: { RoleName: "box" } },
      { service: "iam", action: "AttachRolePolicy", status: 200, arns: [policy] },
    ]);
    await rm(folder, { recursive: true });
  });

  test("gives every caller the account that it was told", async () => {
    await using emulator = await startEmulator({ projectRoot, python, account: "210987654321" });
    const credentials = { accessKeyId: "CALLER", secretAccessKey: "x" };
    const iam = new IAMClient({ endpoint: emulator.url, region: "eu-central-1", credentials });
    await iam.send(new CreateRoleCommand({ RoleName: "box", AssumeRolePolicyDocument: TRUST }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "box" }));
    expect(Role?.Arn).toBe("arn:aws:iam::210987654321:role/box");
    expect(Object.keys(await emulator.leftovers())).toEqual(["iam/roles"]);
    expect(await emulator.requests()).toEqual({ judged: 2, notJudged: {}, refused: [] });
  });

  test("refuses what EC2 refuses with EC2's own error, and remembers who asked", async () => {
    await using emulator = await startEmulator({ projectRoot, python });
    const credentials = { accessKeyId: "CALLER", secretAccessKey: "x" };
    const ec2 = new EC2Client({ endpoint: emulator.url, region: "eu-central-1", credentials, maxAttempts: 1 });
    const range = { CidrIp: "0.0.0.0/0", Description: "the host's port" };
    const rule = { IpProtocol: "tcp", FromPort: 80, ToPort: 80, IpRanges: [range] };
    const message = expect.stringMatching(/^Invalid rule description\. Valid descriptions are strings less than 256/);
    await expect(
      ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: "sg-1", IpPermissions: [rule] })),
    ).rejects.toMatchObject({ name: "InvalidParameterValue", message });
    const { judged, refused } = await emulator.requests();
    expect(judged).toBe(1);
    expect(refused).toMatchObject([
      {
        service: "ec2",
        code: "InvalidParameterValue",
        message,
        names: { "IpPermissions.1.IpRanges.1.Description": range.Description },
      },
    ]);
  });

  test("ends with the process that started it, even when that is killed", async () => {
    const program = `
      const { spawn } = require("node:child_process");
      const child = spawn(${JSON.stringify(python)}, ["-B", "server.py"], { cwd: "ops/emulator", stdio: ["pipe", "pipe", "ignore"], detached: true });
      child.stdout.once("data", () => console.log(child.pid));`;
    const parent = spawn(process.execPath, ["-e", program], { cwd: projectRoot, stdio: ["ignore", "pipe", "inherit"] });
    const [printed] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(printed.toString());
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await waitFor("the emulator to end", () => !isAlive(pid));
  });

  test("says what Python said when it can not start", async () => {
    await expect(startEmulator({ projectRoot, python: "/bin/false" })).rejects.toThrow(/^the emulator did not start: /);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
