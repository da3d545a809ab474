/**
 * CPU that a burstable instance earns credits for, as a fraction of one vCPU, by size. In `unlimited` mode everything
 * used above it over a day is billed as surplus credits, so (1 - baseline) is the most a vCPU can cost extra.
 *
 * Source, confidence B: the published maximum hourly prices at matthiaskraaz.blogspot.com (2021-08-30), divided out;
 * t3.nano 5 % also in the EC2 User Guide (A).
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html
 */
const BASELINE_PER_VCPU: Readonly<Record<string, number>> = {
  nano: 0.05,
  micro: 0.1,
  small: 0.2,
  medium: 0.2,
  large: 0.3,
};

/** Families whose instances spend CPU credits, and the mode they launch in when nobody says otherwise. */
const DEFAULT_MODE: Readonly<Record<string, "standard" | "unlimited">> = {
  t2: "standard",
  t3: "unlimited",
  t3a: "unlimited",
  t4g: "unlimited",
};

/** Fraction of one vCPU that is covered by earned credits, or undefined for types that do not burst. */
export function burstBaseline(instanceType: string): number | undefined {
  const [family = "", size = ""] = instanceType.split(".");
  if (!Object.hasOwn(DEFAULT_MODE, family)) return undefined;
  // t2 differs from the others above micro, and nothing here says by how much
  if (family === "t2" && size !== "nano" && size !== "micro") return undefined;
  return Object.hasOwn(BASELINE_PER_VCPU, size) ? BASELINE_PER_VCPU[size] : undefined;
}

/** The credit mode of a burstable family when the launch template does not choose, or undefined for other families. */
export function defaultCreditMode(instanceType: string): "standard" | "unlimited" | undefined {
  const [family = ""] = instanceType.split(".");
  return Object.hasOwn(DEFAULT_MODE, family) ? DEFAULT_MODE[family] : undefined;
}
