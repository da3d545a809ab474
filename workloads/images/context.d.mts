/** The images there are; each is a stage of the Dockerfile. */
export const workloads: readonly string[];

/** The Dockerfile all images are built from. */
export const dockerfile: string;

/** Bundles the workloads and puts what the images are made of, and nothing else, into an empty folder. */
export function writeContext(folder: string): Promise<void>;
