import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { rdsRoots } from "./rds-roots";

test("a database of RDS is verified by the three roots of its region, which no expired one is among", async () => {
  const roots = (await rdsRoots("stowage-prod-database.c1abcdefghij.eu-west-1.rds.amazonaws.com")) ?? [];
  const certificates = roots.map((text) => new X509Certificate(text));
  expect(
    certificates.map(({ subject }) => /CN=Amazon RDS (.*) Root CA (\w+) G1/.exec(subject)?.slice(1)).sort(),
  ).toEqual([
    ["eu-west-1", "ECC384"],
    ["eu-west-1", "RSA2048"],
    ["eu-west-1", "RSA4096"],
  ]);
  for (const certificate of certificates) {
    expect(certificate.ca && certificate.verify(certificate.publicKey)).toBe(true);
    expect(new Date(certificate.validTo).getFullYear()).toBeGreaterThan(2060);
  }
});

test.each([
  "db.example.com",
  "rds.amazonaws.com.example.com",
  "127.0.0.1",
  "eu-west-1.rds.amazonaws.com.evil.example",
])("%s is verified by the roots that Node has", async (host) => {
  expect(await rdsRoots(host)).toBeUndefined();
});
