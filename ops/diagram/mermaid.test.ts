import { expect, test } from "vitest";
import type { Diagram } from "./diagram";
import { mermaid } from "./mermaid";

const DIAGRAM: Diagram = {
  boxes: [
    { key: "network a/net", name: "a/net", details: ["network"] },
    { key: "subnets a/net/public", name: "a/net/public", details: [], parent: "network a/net" },
  ],
  nodes: [
    { key: "outside internet", kind: "outside", name: "internet", details: [] },
    { key: "service a/web", kind: "service", name: "a/web", details: ["service, 1 copy"], box: "subnets a/net/public" },
    { key: "store a/db", kind: "store", name: "a/db", details: [] },
    { key: "store a-db", kind: "store", name: "a-db", details: [] },
  ],
  arrows: [
    { from: "outside internet", to: "service a/web", label: "tcp 80", dotted: false },
    { from: "service a/web", to: "store a-db", label: "injected", dotted: true },
  ],
};

test("boxes hold what stands in them, and no two names are alike", () => {
  expect(
    mermaid(DIAGRAM),
  ).toBe(`%%{init: {"flowchart": {"subGraphTitleMargin": {"top": 0, "bottom": 24}, "wrappingWidth": 400}}}%%
flowchart LR
  classDef note fill:none,stroke:none
  subgraph network_a_net["a/net"]
    network_a_net_note["network"]:::note
    subgraph subnets_a_net_public["a/net/public"]
      service_a_web["a/web<br/>service, 1 copy"]
    end
  end
  outside_internet(("internet"))
  store_a_db[("a/db")]
  store_a_db_2[("a-db")]
  outside_internet -->|"tcp 80"| service_a_web
  service_a_web -.->|"injected"| store_a_db_2
`);
});

test("signs that Mermaid would take for its own are written by number", () => {
  const [node] = DIAGRAM.nodes;
  if (node === undefined) throw new Error("no node");
  const text = mermaid({ boxes: [], nodes: [{ ...node, name: 'a"b <c> #1; `d`' }], arrows: [] });
  expect(text).toContain('(("a#34;b #60;c#62; #35;1#59; #96;d#96;"))');
});
