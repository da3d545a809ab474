import type { CheckContext } from "../../checks/check-context";
import type { RunnerView } from "../../checks/model/ecs-view";
import { rolePermissions } from "../../checks/permissions/role-permissions";
import { runnerKey } from "./compute";
import type { DiagramArrow, DiagramNode } from "./diagram";
import { usedKey } from "./resources";

/** Names of Parameter Store, of secrets and of senders, in ARNs of what no construct of this app made. */
const ELSEWHERE: readonly [RegExp, DiagramNode["kind"], string][] = [
  [/:ssm:[^:]*:[^:]*:parameter(\/.+)$/, "secret", "parameter, made elsewhere"],
  [/:secretsmanager:[^:]*:[^:]*:secret:([^:*]+)/, "secret", "secret, made elsewhere"],
  [/:ses:[^:]*:[^:]*:identity\/(.+)$/, "mail", "mail sender, made elsewhere"],
];

/** What may be done with it, by the beginning of the action's name; the first that fits. */
const VERBS: readonly [RegExp, string][] = [
  [/^sqs:(Receive|Delete|Change)/, "receives"],
  // Whoever sends or receives asks for the queue's address and length.
  [/^sqs:Get/, ""],
  [/^(sqs|ses):Send/, "sends"],
  [/^sns:Publish/, "publishes"],
  [/^elasticfilesystem:Client/, "mounts"],
  [/^rds-db:connect/, "logs in"],
  [/:(Get|List|Describe|BatchGet|Query|Scan|Head|Select|ConditionCheck)/, "reads"],
  [/:(Put|Post|Update|Delete|BatchWrite|Abort|Restore|Create)/, "writes"],
  [/:\*$/, "does everything"],
];

/** What every task is given at its start, and what its own permissions let it use. */
export function useParts(context: CheckContext): { nodes: DiagramNode[]; arrows: DiagramArrow[] } {
  const parts = context.ecs.runners.map((runner) => {
    const arrows = [...givenTo(context, runner), ...permittedTo(context, runner)];
    const nodes = arrows.flatMap(({ node }) => (node === undefined ? [] : [node]));
    return { nodes, arrows: arrows.map(({ node: _, ...arrow }) => arrow) };
  });
  return { nodes: parts.flatMap(({ nodes }) => nodes), arrows: parts.flatMap(({ arrows }) => arrows) };
}

/** An arrow, and what it leads to where nothing in the app made that. */
type Use = DiagramArrow & { readonly node?: DiagramNode };

/** Images, injected secrets, mounted file systems, and databases that a container is told about. */
function givenTo(context: CheckContext, runner: RunnerView): Use[] {
  const { app } = context;
  const { containers, block, volumes } = runner.task;
  const from = runnerKey(runner);
  const used = (value: Parameters<typeof app.references>[0], label: string): Use[] =>
    app.references(value, block.stack).flatMap(({ block: other }) => {
      const to = usedKey(context, other);
      return to === undefined ? [] : [{ from, to, label, dotted: label !== "connects" }];
    });
  return containers.flatMap(({ image, secrets, body }) => [
    ...used(image, "image"),
    ...secrets.flatMap(({ valueFrom }) => [
      ...used(valueFrom, "injected"),
      ...elsewhere(from, app.canonical(valueFrom, block.stack), "injected"),
    ]),
    ...used(body.environment, "connects").filter(({ to }) => to.startsWith("store ") && isDatabase(context, to)),
    ...used([...volumes], "mounts"),
  ]);
}

function isDatabase({ app }: CheckContext, key: string): boolean {
  return app.ofType("aws_db_instance").some(({ path }) => key === `store ${path}`);
}

/** What the application may do itself, by the role of its tasks. */
function permittedTo(context: CheckContext, runner: RunnerView): Use[] {
  const from = runnerKey(runner);
  const grants = rolePermissions(context)
    .of(runner.task.taskRole)
    .filter(({ effect, inverted }) => effect === "Allow" && !inverted);
  return grants.flatMap(({ actions, references, resources }) => {
    const labels = [...new Set(actions.flatMap((action) => verbOf(action) ?? []))];
    const owned = references.flatMap(({ block }) => usedKey(context, block) ?? []);
    return labels.flatMap((label) => [
      ...owned.map((to) => ({ from, to, label, dotted: false })),
      ...resources.flatMap((resource) => elsewhere(from, resource, label)),
    ]);
  });
}

function verbOf(action: string): string | undefined {
  return VERBS.find(([pattern]) => pattern.test(action))?.[1] || undefined;
}

/** An arrow to something that is known by its ARN alone. */
function elsewhere(from: string, arn: string, label: string): Use[] {
  return nodesElsewhere(arn).map((node) => ({ from, to: node.key, label, dotted: label === "injected", node }));
}

/** Something that is known by its ARN alone; nothing for what the app made. */
export function nodesElsewhere(arn: string): DiagramNode[] {
  return ELSEWHERE.flatMap(([pattern, kind, what]) => {
    const name = pattern.exec(arn)?.[1];
    return name === undefined ? [] : [{ key: `${kind} ${name}`, kind, name, details: [what] }];
  });
}
