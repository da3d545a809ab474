import { instanceType } from "../constructs/rules/instance-types";
import { environmentNamed } from "../environments/environment";

/**
 * What images for an environment are built for: the processor of its fleet, whose types all have one.
 * @throws ConfigError when there is no such environment or its file is wrong
 */
export function fleetPlatform(environment: string): "linux/amd64" | "linux/arm64" {
  const { instanceType: name } = environmentNamed(environment).fleet;
  return instanceType(name)?.architecture === "arm64" ? "linux/arm64" : "linux/amd64";
}
