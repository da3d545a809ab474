import type { Diagram, DiagramArrow, DiagramNode, NodeKind } from "./diagram";

/** The brackets that give a node its shape. https://mermaid.js.org/syntax/flowchart.html#node-shapes */
const SHAPES: Readonly<Record<NodeKind, readonly [string, string]>> = {
  outside: ["((", "))"],
  listener: ["([", "])"],
  service: ["[", "]"],
  task: ["[", "]"],
  schedule: ["([", "])"],
  rule: ["{{", "}}"],
  store: ["[(", ")]"],
  queue: ["[/", "/]"],
  topic: [">", "]"],
  secret: ["[[", "]]"],
  repository: ["[(", ")]"],
  mail: [">", "]"],
};

/** A diagram as a Mermaid flowchart, which GitHub draws. The same diagram is the same text. */
export function mermaid(diagram: Diagram): string {
  const ids = identifiers([...diagram.boxes, ...diagram.nodes].map(({ key }) => key));
  const id = (key: string) => ids.get(key) ?? "";
  const box = (parent: string | undefined, indent: string): string[] => [
    ...diagram.boxes
      .filter((it) => it.parent === parent)
      .flatMap(({ key, name, details }) => [
        `${indent}subgraph ${id(key)}["${label([name, ...details])}"]`,
        ...box(key, `${indent}  `),
        `${indent}end`,
      ]),
    ...diagram.nodes.filter((it) => it.box === parent).map((it) => `${indent}${nodeText(it, id(it.key))}`),
  ];
  const lines = ["flowchart LR", ...box(undefined, "  "), ...diagram.arrows.map((it) => `  ${arrowText(it, id)}`)];
  return `${lines.join("\n")}\n`;
}

/** Names that Mermaid takes: letters, digits and _, no two alike. */
function identifiers(keys: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    keys.map((key) => {
      const plain = key.replace(/[^A-Za-z0-9]/g, "_");
      let id = plain;
      for (let count = 2; taken.has(id); count += 1) id = `${plain}_${count}`;
      taken.add(id);
      return [key, id];
    }),
  );
}

function nodeText({ kind, name, details }: DiagramNode, id: string): string {
  const [open, close] = SHAPES[kind];
  return `${id}${open}"${label([name, ...details])}"${close}`;
}

function arrowText({ from, to, label: text, dotted }: DiagramArrow, id: (key: string) => string): string {
  return `${id(from)} ${dotted ? "-.->" : "-->"}|"${label([text])}"| ${id(to)}`;
}

/** Lines of a label. What Mermaid would read as markup is written by its number. */
function label(lines: readonly string[]): string {
  return lines
    .filter((line) => line !== "")
    .map((line) => line.replace(/["#&;<>`\\]/g, (character) => `#${character.codePointAt(0)};`))
    .join("<br/>");
}
