import { z } from "zod";
import type { SynthesizedStack } from "./synthesized";

/** What CDKTF writes beside every resource: where in the tree of constructs it was made. */
const Metadata = z.object({ metadata: z.object({ path: z.string() }) });

/** A resource of a synthesized stack, and what is written in it. */
export interface WrittenResource {
  readonly stack: string;
  /** Terraform's address. */
  readonly address: string;
  /** The construct's path, such as `dev-app/backend/port`; undefined when the stack was not written by CDKTF. */
  readonly path: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
}

/** All resources of a stack. */
export function writtenResources({ name, document }: SynthesizedStack): WrittenResource[] {
  return Object.entries(document.resource).flatMap(([type, resources]) =>
    Object.entries(resources).map(([id, { "//": comment, ...values }]) => ({
      stack: name,
      address: `${type}.${id}`,
      path: Metadata.safeParse(comment).data?.metadata.path,
      values,
    })),
  );
}

/**
 * The construct that a Terraform address belongs to, such as `dev-app/backend/port`.
 *
 * @param address of a resource or of one of its instances, such as `aws_subnet.public[0]`
 */
export function constructPath(stack: SynthesizedStack, address: string): string | undefined {
  const plain = address.replace(/\[.*$/, "");
  return writtenResources(stack).find((resource) => resource.address === plain)?.path;
}
