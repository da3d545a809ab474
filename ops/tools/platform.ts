const SYSTEMS: Readonly<Record<string, string>> = {
  linux: "linux",
  darwin: "darwin",
  freebsd: "freebsd",
  openbsd: "openbsd",
};
const PROCESSORS: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64", arm: "arm", ia32: "386" };

/**
 * The name that HashiCorp gives this kind of machine, such as `linux_amd64`.
 *
 * @throws Error when Terraform is not built for it
 */
export function hashicorpPlatform(system: string = process.platform, processor: string = process.arch): string {
  const os = SYSTEMS[system];
  const arch = PROCESSORS[processor];
  if (os === undefined || arch === undefined) {
    throw new Error(`terraform is not built for ${system} on ${processor}; run the rehearsal on Linux or macOS`);
  }
  return `${os}_${arch}`;
}
