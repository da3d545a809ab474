import { z } from "zod";

/** One line of a digest. */
const digestItem = z.object({
  title: z.string(),
  link: z.string(),
  priceMinor: z.number().nullable(),
  currency: z.string().nullable(),
  /** Name of the watch, or the host of its page. */
  watch: z.string(),
});

/**
 * What a digest says, frozen in the outbox when it is planned: a repetition after an interrupted hand-over says the same,
 * although prices changed and watches were deleted meanwhile.
 */
export const digestSnapshot = z.object({ items: z.array(digestItem).min(1) });

export type DigestItem = z.output<typeof digestItem>;
export type DigestSnapshot = z.output<typeof digestSnapshot>;
