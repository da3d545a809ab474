import { paginateGetParameterHistory, paginateGetParametersByPath } from "@aws-sdk/client-ssm";
import type { Aws } from "./aws";
import type { ReleaseRecord } from "./deployment";

/** Image by workload, as its Terraform variable takes it. */
export type Images = Readonly<Record<string, string>>;

/** A release that was completed. */
export interface Release {
  readonly images: Images;
  /** When its last workload had settled. */
  readonly at: Date;
  /** ARN of the caller. */
  readonly by: string;
}

type Ssm = Pick<Aws, "ssm">;

/** What every workload was released with last, also by a release that another workload did not complete. */
export async function releasedNow({ parameter }: ReleaseRecord, { ssm }: Ssm): Promise<Images> {
  const images: Record<string, string> = {};
  for await (const { Parameters = [] } of paginateGetParametersByPath({ client: ssm }, { Path: parameter })) {
    for (const { Name = "", Value = "" } of Parameters) images[Name.slice(parameter.length + 1)] = Value;
  }
  return images;
}

/** The completed releases, newest first: the last hundred, which is what AWS keeps of a parameter; none before the first. */
export async function releasesOf({ parameter }: ReleaseRecord, { ssm }: Ssm): Promise<Release[]> {
  const releases: Release[] = [];
  try {
    for await (const { Parameters = [] } of paginateGetParameterHistory({ client: ssm }, { Name: parameter })) {
      for (const { Value = "{}", LastModifiedDate: at = new Date(0), LastModifiedUser: by = "" } of Parameters) {
        // A parameter gets a version also when nothing but its description changes.
        const last = releases.at(-1);
        const images = JSON.parse(Value) as Images;
        if (last === undefined || differing(images, last.images).length > 0) releases.push({ images, at, by });
      }
    }
  } catch (error) {
    if (!(error instanceof Error && error.name === "ParameterNotFound")) throw error;
  }
  return releases.toReversed();
}

/** The Terraform variables that go back to a release from what is released now; none where nothing would change. */
export function variablesBack(to: Images, now: Images): Images {
  return Object.fromEntries(differing(to, now).map((workload) => [`${workload}_image`, to[workload] ?? ""]));
}

/** Workloads of `images` that have another image than in `others`, or none. */
function differing(images: Images, others: Images): string[] {
  return Object.keys(images)
    .filter((workload) => images[workload] !== others[workload])
    .sort();
}

/**
 * The newest releases, the last first, with what each changed and the lines that go back to it.
 * @param most how many of them
 */
export function describeReleases(releases: readonly Release[], now: Images, stack: string, most: number): string {
  const [last] = releases;
  const open = last === undefined ? [] : differing(now, last.images);
  const lines = [
    ...open.map((workload) => `   ${workload} ${now[workload]}, of a release that was not completed`),
    ...releases
      .slice(0, most)
      .flatMap(({ images, at, by }, index) => [
        `${index}  ${at.toISOString().slice(0, 19)}Z  ${by}`,
        ...differing(images, releases[index + 1]?.images ?? {}).map(
          (workload) => `     ${workload} ${images[workload]}`,
        ),
        ...back(variablesBack(images, now), stack),
      ]),
  ];
  return `${lines.join("\n")}\n`;
}

function back(variables: Images, stack: string): string[] {
  const values = Object.entries(variables).map(([name, image]) => `${name}=${image}`);
  if (values.length === 0) return ["   is what is released now"];
  const given = (option: string) => values.map((value) => ` ${option} ${value}`).join("");
  return [
    "   back to it:",
    `     npx cdktf deploy ${stack} --ignore-missing-stack-dependencies${given("--var")}`,
    `     terraform -chdir=cdktf.out/stacks/${stack} apply${given("-var")}`,
  ];
}
