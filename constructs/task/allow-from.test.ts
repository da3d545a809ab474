import { expect, test } from "vitest";
import { type Balanced, balanced } from "../../test/support/balanced";
import { aStack, type Template } from "../../test/support/template";

const stackOf = (fill: (parts: Balanced) => void): Template =>
  aStack((stack) => fill(balanced(stack, { network: { egress: "nat-gateway" } })));
const opened = (template: Template) =>
  Object.entries(template.all("aws_vpc_security_group_ingress_rule"))
    .filter(([name]) => name.startsWith("backend_"))
    .map(([, rule]) => [
      rule.ip_protocol,
      rule.from_port,
      rule.to_port,
      rule.security_group_id,
      rule.referenced_security_group_id,
    ]);
const OWN = { networkMode: "awsvpc" } as const;
const BACKEND = expect.stringContaining("backend_task_firewall");
const WORKER = expect.stringContaining("worker_task_firewall");
const HOSTS = expect.stringContaining("fleet_firewall");

test("opens exactly the container's port, from exactly the other task", () => {
  const template = stackOf(({ service }) => {
    const backend = service("backend", OWN);
    backend.allowFrom(service("worker", OWN), service("worker-2", OWN));
  });
  expect(opened(template)).toEqual([
    ["tcp", 3000, 3000, BACKEND, WORKER],
    ["tcp", 3000, 3000, BACKEND, expect.stringContaining("worker-2_task_firewall")],
  ]);
});

test("opens it once to the hosts of tasks that share their host's group", () => {
  const template = stackOf(({ service }) => {
    const backend = service("backend", OWN);
    backend.allowFrom(service("worker"));
    backend.allowFrom(service("worker-2"));
  });
  expect(opened(template)).toEqual([["tcp", 3000, 3000, BACKEND, HOSTS]]);
});

test("opens a fixed host port between hosts", () => {
  const template = stackOf(({ service }) => {
    service("backend", { expose: { hostPort: 8080, from: "10.0.0.0/8" } }).allowFrom(service("worker", OWN));
  });
  expect(opened(template)).toContainEqual(["tcp", 8080, 8080, HOSTS, WORKER]);
});

test("is refused for a port that the agent picks anew each time, and for none", () => {
  const refused = (changes: object) =>
    stackOf(({ service }) => service("backend", changes).allowFrom(service("worker")));
  expect(refused({}).codes).toEqual(["allow-from-port"]);
  expect(refused({ ...OWN, container: { image: "worker:1" } }).codes).toEqual(["allow-from-port"]);
});
