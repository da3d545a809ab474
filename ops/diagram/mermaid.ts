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

/** Mermaid leaves no room for titles of more than a line by itself; names are better not broken. */
const SETTINGS = '%%{init: {"flowchart": {"subGraphTitleMargin": {"top": 0, "bottom": 24}, "wrappingWidth": 400}}}%%';
/** Words without a shape. */
const NOTE = "classDef note fill:none,stroke:none";

/** A diagram as a Mermaid flowchart, which GitHub draws. The same diagram is the same text. */
export function mermaid(diagram: Diagram): string {
  const keys = [...diagram.boxes, ...diagram.nodes].map(({ key }) => key);
  const ids = identifiers([...keys, ...diagram.boxes.map(({ key }) => noteKey(key))]);
  const id = (key: string) => ids.get(key) ?? "";
  const box = (parent: string | undefined, indent: string): string[] => [
    ...diagram.boxes
      .filter((it) => it.parent === parent)
      .flatMap(({ key, name, details }) => {
        // A box inside is drawn over all but the first line of the title: the rest becomes a note.
        const outer = diagram.boxes.some((it) => it.parent === key);
        const note = outer ? [`${indent}  ${id(noteKey(key))}["${label(details)}"]:::note`] : [];
        const title = outer ? [name] : [name, ...details];
        return [`${indent}subgraph ${id(key)}["${label(title)}"]`, ...note, ...box(key, `${indent}  `), `${indent}end`];
      }),
    ...diagram.nodes.filter((it) => it.box === parent).map((it) => `${indent}${nodeText(it, id(it.key))}`),
  ];
  const lines = [
    SETTINGS,
    "flowchart LR",
    `  ${NOTE}`,
    ...box(undefined, "  "),
    ...diagram.arrows.map((it) => `  ${arrowText(it, id)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** The words about a box that do not fit into its title. */
function noteKey(box: string): string {
  return `${box} note`;
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
