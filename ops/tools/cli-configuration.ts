import { writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Terraform's CLI configuration for one rehearsal: the AWS provider comes from the given mirror, any other provider
 * from its registry. Written to a file of our own, so that nothing depends on one that the user may or may not have.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
 */
export async function writeCliConfiguration(folder: string, providerMirror: string): Promise<string> {
  const aws = "registry.terraform.io/hashicorp/aws";
  const text = `disable_checkpoint = true

provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(providerMirror)}
    include = ["${aws}"]
  }
  direct {
    exclude = ["${aws}"]
  }
}
`;
  const file = path.join(folder, "terraform.rc");
  await writeFile(file, text);
  return file;
}
