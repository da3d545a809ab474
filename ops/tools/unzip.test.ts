import { expect, test } from "vitest";
import { zip } from "./testing/releases";
import { unzipFile } from "./unzip";

test("takes one file out of several", () => {
  const archive = zip({ "LICENSE.txt": "license", terraform: "program ".repeat(1000) });
  expect(unzipFile(archive, "terraform").toString()).toBe("program ".repeat(1000));
});

test("says when the file is not there and when it is no archive", () => {
  expect(() => unzipFile(zip({ a: "1" }), "terraform")).toThrow("the archive has no file terraform");
  expect(() => unzipFile(Buffer.from("<html>not found</html> and some more"), "terraform")).toThrow(
    "not a zip archive",
  );
});
