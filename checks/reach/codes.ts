import { type CodeFacts, findingFactory } from "../finding-factory";

const DOCS = "https://docs.aws.amazon.com";
const ALB = `${DOCS}/elasticloadbalancing/latest/application`;

/** What the reach check can say. Each code has a page in docs/checks. */
export const REACH_CODES = {
  "reach-no-way-out": {
    severity: "error",
    source: `${DOCS}/AmazonECS/latest/developerguide/networking-outbound.html`,
  },
  "reach-closed-path": {
    severity: "error",
    source: `${DOCS}/AmazonECS/latest/developerguide/networking-inbound.html`,
  },
  "reach-undeclared-opening": {
    severity: "error",
    source: `${DOCS}/vpc/latest/userguide/security-group-rules.html`,
  },
  "reach-lost-opening": { severity: "error", source: `${DOCS}/vpc/latest/userguide/security-group-rules.html` },
  "reach-open-to-world": {
    severity: "error",
    source: `${DOCS}/securityhub/latest/userguide/ec2-controls.html`,
  },
  "reach-target-type": { severity: "error", source: `${ALB}/load-balancer-target-groups.html` },
  "reach-target-container": {
    severity: "error",
    source: `${DOCS}/AmazonECS/latest/APIReference/API_LoadBalancer.html`,
  },
  "reach-unattached-target-group": { severity: "error", source: "https://github.com/aws/aws-cdk/issues/1160" },
  "reach-balancer-zones": { severity: "error", source: `${ALB}/application-load-balancers.html` },
  "reach-no-dns": { severity: "error", source: `${DOCS}/efs/latest/ug/troubleshooting-efs-mounting.html` },
  "reach-mount-target-missing": { severity: "error", source: `${DOCS}/efs/latest/ug/accessing-fs.html` },
} as const satisfies Record<string, CodeFacts>;

export const reachFinding = findingFactory<keyof typeof REACH_CODES>(REACH_CODES);
