/** What is drawn: each kind has a shape of its own. */
export type NodeKind =
  | "outside"
  | "listener"
  | "service"
  | "task"
  | "schedule"
  | "rule"
  | "store"
  | "queue"
  | "topic"
  | "secret"
  | "repository"
  | "mail";

export interface DiagramNode {
  /** Kind and construct path: the same from run to run, and unlike any other node's. */
  readonly key: string;
  readonly kind: NodeKind;
  /** Construct path, or the name of something that no construct made. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly details: readonly string[];
  /** The box it stands in. @default - none: beside the network */
  readonly box?: string;
}

/** Something that holds nodes or other boxes: a network, its subnets, a fleet, a balancer. */
export interface DiagramBox {
  readonly key: string;
  readonly name: string;
  readonly details: readonly string[];
  readonly parent?: string;
}

export interface DiagramArrow {
  readonly from: string;
  readonly to: string;
  /** What goes along it, such as `tcp 5432` or `reads`. */
  readonly label: string;
  /** A request that somebody waits for is solid; an event, a start or a fetch is dotted. */
  readonly dotted: boolean;
}

/** An architecture, without any idea of how it is drawn. Everything is sorted by key. */
export interface Diagram {
  readonly boxes: readonly DiagramBox[];
  readonly nodes: readonly DiagramNode[];
  readonly arrows: readonly DiagramArrow[];
}

/** The construct above a path: `dev-app/backend` of `dev-app/backend/task`. */
export function ownerOf(path: string): string {
  return path.replace(/\/[^/]+$/, "");
}
