import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** nginx speaks HTTP/1.0 to what it passes requests on to, and Service Connect's Envoy answers that with 426. */
test("every nginx of the examples passes requests on in HTTP/1.1, on connections that stay open", () => {
  const scripts = readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, "utf8"));
  const locations = scripts.flatMap((text) =>
    [...text.matchAll(/location [^{]*\{([^}]*proxy_pass[^}]*)\}/g)].map(([, it]) => it),
  );
  expect(locations.length).toBeGreaterThan(0);
  for (const location of locations) {
    expect(location).toMatch(/proxy_http_version 1\.1;/);
    expect(location).toMatch(/proxy_set_header Connection "";/);
  }
});
