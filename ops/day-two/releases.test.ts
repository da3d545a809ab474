import { expect, test } from "vitest";
import { describeReleases, type Release, releasedNow, releasesOf, variablesBack } from "./releases";
import { scripted } from "./testing/scripted";

const RECORD = { parameter: "/stowage-dev/released", stack: "dev-app" };
const by = "arn:aws:iam::123456789012:user/anna";
const release = (day: number, images: Record<string, string>): Release => ({
  images,
  at: new Date(Date.UTC(2026, 10, day, 14, 2, 11)),
  by,
});
const version = ({ images, at }: Release) => ({
  Value: JSON.stringify(images),
  LastModifiedDate: at,
  LastModifiedUser: by,
});

const first = release(25, { backend: "0.1.0", scraper: "0.1.0" });
const both = release(26, { backend: "0.2.0", scraper: "0.2.0" });
const one = release(27, { backend: "0.3.0", scraper: "0.2.0" });

test("the history is the releases, newest first; a version with the same images is none", async () => {
  const { aws } = scripted({ GetParameterHistory: { Parameters: [first, both, both, one].map(version) } });
  expect(await releasesOf(RECORD, aws)).toEqual([one, both, first]);
});

test("before the first release there is none", async () => {
  const missing = Object.assign(new Error("no"), { name: "ParameterNotFound" });
  expect(await releasesOf(RECORD, scripted({ GetParameterHistory: missing }).aws)).toEqual([]);
  expect(await releasedNow(RECORD, scripted({}).aws)).toEqual({});
});

test("what is released now is by workload", async () => {
  const Parameters = [{ Name: "/stowage-dev/released/backend", Value: "0.3.0" }];
  expect(await releasedNow(RECORD, scripted({ GetParametersByPath: { Parameters } }).aws)).toEqual({
    backend: "0.3.0",
  });
});

test("going back names what is different, and nothing else", () => {
  expect(variablesBack(both.images, one.images)).toEqual({ backend_image: "0.2.0" });
  expect(variablesBack(first.images, one.images)).toEqual({ backend_image: "0.1.0", scraper_image: "0.1.0" });
  expect(variablesBack(one.images, one.images)).toEqual({});
});

test("each release says when, by whom, what it changed, and how to go back to it", () => {
  expect(describeReleases([one, both, first], one.images, "dev-app", 2)).toBe(`\
0  2026-11-27T14:02:11Z  ${by}
     backend 0.3.0
   is what is released now
1  2026-11-26T14:02:11Z  ${by}
     backend 0.2.0
     scraper 0.2.0
   back to it:
     npx cdktf deploy dev-app --ignore-missing-stack-dependencies --var backend_image=0.2.0
     terraform -chdir=cdktf.out/stacks/dev-app apply -var backend_image=0.2.0
`);
});

test("what settled of a release that was not completed is said, and the last completed one has its way back", () => {
  const words = describeReleases([both], { backend: "0.2.0", scraper: "0.4.0" }, "dev-app", 3);
  expect(words).toContain("   scraper 0.4.0, of a release that was not completed\n0  2026");
  expect(words).toContain("apply -var scraper_image=0.2.0\n");
});
