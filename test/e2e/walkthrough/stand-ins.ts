import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * What a person has and this machine may not: somebody who says yes, a Docker engine, and the internet. Each is a program
 * of the same name, found before the real one; all else that is typed is the real thing.
 */
export async function writeStandIns(folder: string, world: { readonly port: number }): Promise<void> {
  await mkdir(folder, { recursive: true });
  const write = async (name: string, script: string) => {
    const file = path.join(folder, name);
    await writeFile(file, `#!/usr/bin/env bash\nset -euo pipefail\n${script}`);
    await chmod(file, 0o755);
  };
  await write("npx", NPX);
  await write("docker", DOCKER);
  await write("curl", curl(world.port));
}

/** The program of that name that stands behind the stand-in. */
const REAL = (name: string) => `real=$(type -ap ${name} | sed -n 2p)\n`;

/**
 * Answers the questions, and leaves out the one call for which CDKTF has no mirror: `terraform providers lock` asks the
 * public registry whatever mirrors there are.
 */
const NPX = `${REAL("npx")}
test "$1" != --no || shift 2 # as \`stowage deploy\` calls it
case "$1 \${2:-}" in
  "cdktf deploy" | "cdktf destroy") exec "$real" --no -- "$@" --auto-approve --skip-provider-lock ;;
  "cdktf "*) exec "$real" --no -- "$@" --skip-provider-lock ;;
  "stowage bootstrap") exec "$real" --no -- "$@" --yes ;;
  *) exec "$real" --no -- "$@" ;;
esac
`;

/**
 * An engine that keeps its images with containerd. What it "builds" is a manifest of its own for each tag, which it pushes
 * into the repository that the tag names, so that a wrong repository, a missing login or a tag twice fail as they would.
 */
const DOCKER = `
case "$1" in
  --version) echo "Docker version 28.2.2, build e6534b4" ;;
  info) printf '%s' '{"DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]],"OSType":"linux","Architecture":"x86_64"}' ;;
  login) test -n "$(cat)" && touch "$0.login" && echo "Login Succeeded" ;;
  buildx)
    test "$2" = build || { echo "github.com/docker/buildx v0.21.0"; exit 0; }
    test -e "$0.login" || { echo "no basic auth credentials" >&2; exit 1; }
    while [ $# -gt 0 ]; do
      case "$1" in
        --tag) tag="$2" ;;
        --metadata-file) metadata="$2" ;;
      esac
      shift
    done
    repository=\${tag#*/}
    manifest='{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":2,"digest":"sha256:'$(printf '%s' "$tag" | sha256sum | cut -d' ' -f1)'"},"layers":[]}'
    digest=$(aws ecr put-image --repository-name "\${repository%:*}" --image-tag "\${repository##*:}" \\
      --image-manifest "$manifest" --image-manifest-media-type application/vnd.oci.image.manifest.v1+json \\
      --query image.imageId.imageDigest --output text)
    printf '{"containerimage.digest":"%s"}' "$digest" > "$metadata"
    ;;
esac
`;

/** Every address leads to the world, which tells by the name in the request where it was to go. */
const curl = (port: number) => `${REAL("curl")}
exec "$real" --silent --show-error --fail-with-body --connect-to "::127.0.0.1:${port}" "$@"
`;
