import path from "node:path";
import type { Setting } from "./setting";

/** How to look around in a rehearsal that is kept. */
export function lookAround({ emulator, awsFiles, region, stacks, workFolder }: Setting): string {
  const last = stacks.at(-1)?.name ?? "";
  return `
everything stays applied until you press Ctrl-C; look around from another terminal:

  aws --endpoint-url ${emulator.url} --region ${region} ecs list-clusters
  aws --endpoint-url ${emulator.url} --region ${region} ec2 describe-instances
${stacks.map(({ folder }) => `  terraform -chdir=${folder} state list`).join("\n")}
  terraform -chdir=${path.join(workFolder, last)} plan

the commands need some AWS credentials, and these lead nowhere else:

  export AWS_CONFIG_FILE=${awsFiles.config}
  export AWS_SHARED_CREDENTIALS_FILE=${awsFiles.credentials}
`;
}
