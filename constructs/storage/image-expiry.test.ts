import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aStack } from "../../test/support/template";
import { ImageRepository } from "./image-repository";

/**
 * ECR's lifecycle policies as AWS documents them, without a look at the construct.
 *
 * - Rules are applied in the order of `rulePriority`; an image is expired by exactly one rule or by none.
 * - An image that matches the tagging requirements of a rule can not be expired by a rule with a lower priority; rules still
 *   count images that a rule of a higher priority has marked.
 * - `tagged` needs patterns, all of which must match a tag of the image; `untagged` has none.
 * - `imageCountMoreThan` keeps the youngest by the time of their push; `sinceImagePushed` expires what is older.
 * - An image that a manifest list names can not be expired before the list is deleted.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
 */
interface Rule {
  readonly rulePriority: number;
  readonly selection: {
    readonly tagStatus: "tagged" | "untagged" | "any";
    readonly tagPatternList?: readonly string[];
    readonly countType: "imageCountMoreThan" | "sinceImagePushed";
    readonly countUnit?: "days";
    readonly countNumber: number;
  };
}

interface Image {
  readonly digest: string;
  readonly tags: Set<string>;
  readonly pushedDay: number;
  /** Digests that an index names: manifests of platforms, and their attestations. */
  readonly parts: readonly string[];
}

class Repository {
  images: Image[] = [];

  constructor(readonly rules: readonly Rule[]) {}

  /** What one evaluation expires, and then whatever that lets go of. */
  expire(today: number): void {
    for (;;) {
      const gone = this.#marked(today);
      if (gone.size === 0) return;
      this.images = this.images.filter(({ digest }) => !gone.has(digest));
    }
  }

  #marked(today: number): Set<string> {
    const named = new Set(this.images.flatMap(({ parts }) => parts));
    const claimed = new Set<string>();
    const gone = new Set<string>();
    for (const { selection } of [...this.rules].sort((a, b) => a.rulePriority - b.rulePriority)) {
      const chosen = this.images.filter((image) => matches(selection, image));
      const youngest = [...chosen].sort((a, b) => b.pushedDay - a.pushedDay || this.#place(b) - this.#place(a));
      const over =
        selection.countType === "imageCountMoreThan"
          ? youngest.slice(selection.countNumber)
          : chosen.filter(({ pushedDay }) => today - pushedDay > selection.countNumber);
      for (const { digest } of over) if (!claimed.has(digest) && !named.has(digest)) gone.add(digest);
      for (const { digest } of chosen) claimed.add(digest);
    }
    return gone;
  }

  #place(image: Image): number {
    return this.images.indexOf(image);
  }

  whole(tag: string): boolean {
    const image = this.images.find(({ tags }) => tags.has(tag));
    const there = new Set(this.images.map(({ digest }) => digest));
    return image?.parts.every((part) => there.has(part)) ?? false;
  }
}

function matches({ tagStatus, tagPatternList = [] }: Rule["selection"], { tags }: Image): boolean {
  if (tagStatus === "any") return true;
  if (tagStatus === "untagged") return tags.size === 0;
  const like = (pattern: string) => new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`);
  return tagPatternList.every((pattern) => [...tags].some((tag) => like(pattern).test(tag)));
}

const escaped = (text: string) => text.replace(/[^\w-]/g, "\\$&");

function rulesOf(props: { keepImages?: number } = {}): Rule[] {
  const template = aStack((stack) => void new ImageRepository(stack, "backend", props));
  return (JSON.parse(template.one("aws_ecr_lifecycle_policy").policy as string) as { rules: Rule[] }).rules;
}

/** What happens to a repository: pushes of every kind, releases of what is there (an old one is going back), days. */
type Step =
  | { readonly do: "push"; readonly platforms: number; readonly attested: boolean; readonly sameDigest: boolean }
  | { readonly do: "push untagged" }
  | { readonly do: "release"; readonly back: number }
  | { readonly do: "days"; readonly days: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("push" as const),
      platforms: fc.integer({ min: 1, max: 3 }),
      attested: fc.boolean(),
      sameDigest: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "push untagged" as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("release" as const), back: fc.nat({ max: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("days" as const), days: fc.integer({ min: 1, max: 40 }) }) },
);

/** Plays the steps; `after` is called after each evaluation with what must be there. */
function play(
  rules: readonly Rule[],
  steps: readonly Step[],
  after: (repository: Repository, pushed: string[], running: string | undefined) => void,
) {
  const repository = new Repository(rules);
  const pushed: string[] = [];
  let running: string | undefined;
  let day = 0;
  steps.forEach((it, index) => {
    if (it.do === "days") day += it.days;
    else if (it.do === "push untagged") {
      repository.images.push({ digest: `sha256:u${index}`, tags: new Set(), pushedDay: day, parts: [] });
    } else if (it.do === "push") {
      pushed.push(`v${index}`);
      push(repository, it, index, day);
    } else {
      const tag = pushed.at(-1 - it.back);
      const image = tag === undefined ? undefined : repository.images.find(({ tags }) => tags.has(tag));
      if (image !== undefined) {
        running = tag;
        image.tags.add(`released-${tag}`);
      }
    }
    repository.expire(day);
    after(repository, pushed, running);
  });
}

/** Parts first, as buildx pushes them; the same digest under another tag is the same entry with one tag more. */
function push(repository: Repository, it: Step & { do: "push" }, index: number, day: number): void {
  const last = repository.images.findLast(({ tags }) => tags.size > 0);
  if (it.sameDigest && last !== undefined && last.pushedDay === day && repository.images.at(-1) === last) {
    last.tags.add(`v${index}`);
    return;
  }
  const count = it.platforms * (it.attested ? 2 : 1);
  const parts = count === 1 ? [] : Array.from({ length: count }, (_, part) => `sha256:p${index}-${part}`);
  for (const digest of parts) repository.images.push({ digest, tags: new Set(), pushedDay: day, parts: [] });
  repository.images.push({ digest: `sha256:i${index}`, tags: new Set([`v${index}`]), pushedDay: day, parts });
}

describe("what ECR expires", () => {
  test("never the newest images nor the one that runs, with all their parts, in any order of pushes, releases and days", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.array(step, { maxLength: 60 }), (keep, steps) => {
        play(rulesOf({ keepImages: keep }), steps, (repository, pushed, running) => {
          for (const tag of [...pushed.slice(-keep), ...(running === undefined ? [] : [running])]) {
            expect([tag, repository.whole(tag)]).toEqual([tag, true]);
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  test("ten images of two platforms with provenance are ten images, not two", () => {
    const pushes = Array.from(
      { length: 30 },
      (): Step => ({ do: "push", platforms: 2, attested: true, sameDigest: false }),
    );
    play(rulesOf(), pushes, (repository, pushed) => {
      expect(repository.images.filter(({ tags }) => tags.size > 0)).toHaveLength(Math.min(10, pushed.length));
    });
    const before: Rule[] = [
      { rulePriority: 1, selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 10 } },
    ];
    const left = new Set<number>();
    play(before, pushes, (repository) => left.add(repository.images.filter(({ tags }) => tags.size > 0).length));
    expect(Math.max(...left)).toBeGreaterThanOrEqual(2); // the rule that stood here before kept two or three
    expect([...left].at(-1)).toBeLessThan(10);
  });

  test("the rest goes: old images, and what has no tag after two weeks", () => {
    const repository = new Repository(rulesOf({ keepImages: 1 }));
    repository.images.push({ digest: "sha256:u", tags: new Set(), pushedDay: 0, parts: [] });
    for (const day of [0, 1, 2]) {
      push(repository, { do: "push", platforms: 2, attested: true, sameDigest: false }, day, day);
    }
    repository.expire(2);
    expect(repository.images.filter(({ tags }) => tags.size > 0).map(({ digest }) => digest)).toEqual(["sha256:i2"]);
    repository.expire(20);
    expect(repository.images.map(({ digest }) => digest)).not.toContain("sha256:u");
    expect(repository.images).toHaveLength(5);
  });

  test("is a policy as ECR takes it: patterns where tags are selected, priorities that differ, in ascending order", () => {
    const rules = rulesOf();
    expect(rules.map(({ rulePriority }) => rulePriority)).toEqual([1, 2, 3]);
    for (const { selection } of rules) {
      expect([selection.tagStatus, (selection.tagPatternList ?? []).length]).toEqual([
        selection.tagStatus,
        selection.tagStatus === "tagged" ? 1 : 0,
      ]);
      expect(selection.countUnit).toBe(selection.countType === "sinceImagePushed" ? "days" : undefined);
    }
  });

  test.each([0, -1, 1.5, 1001])("keepImages: %s is refused", (keepImages) => {
    const template = aStack((stack) => void new ImageRepository(stack, "backend", { keepImages }));
    expect(template.codes).toEqual(["repository-images"]);
  });
});
