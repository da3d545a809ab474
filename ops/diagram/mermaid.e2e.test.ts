import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkContext } from "../../checks/check";
import { environments } from "../../environments/environment";
import { findChromium } from "../../workloads/backend/testing/find-chromium";
import { examples } from "../commands/examples";
import { targetNamed } from "../commands/target";
import type { Diagram } from "./diagram";
import { mermaid } from "./mermaid";
import { systemDiagram } from "./system-diagram";

// Mermaid in one file of 2.5 MB, made for browsers, without mind maps and formulas; the package that is made for bundlers
// brings 150 MB along.
const script = createRequire(import.meta.url).resolve("@mermaid-js/tiny");
const executablePath = findChromium();

interface Mermaid {
  readonly parse: (text: string) => Promise<{ diagramType: string }>;
  readonly render: (id: string, text: string) => Promise<{ svg: string }>;
}

const names = [...Object.keys(environments), ...Object.keys(examples).map((name) => `examples/${name}`)];

describe.skipIf(executablePath === undefined)("Mermaid itself (skipped without Chromium)", () => {
  let folder: string;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "stowage-mermaid-"));
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
    page = await browser.newPage();
    await page.addScriptTag({ path: script });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function drawn(text: string): Promise<{ diagramType: string; labels: string[] }> {
    const { diagramType, svg } = await page.evaluate(async (source) => {
      const { mermaid: it } = globalThis as typeof globalThis & { mermaid: Mermaid };
      return { ...(await it.parse(source)), ...(await it.render("picture", source)) };
    }, text);
    const view = await browser.newPage();
    await view.setContent(svg);
    const labels = await view.locator(".node, .cluster-label").allTextContents();
    await view.close();
    return { diagramType, labels };
  }

  test.each(names)("draws %s, every node and box of it with its name", async (name) => {
    const { build } = await targetNamed(name, join(folder, name.replace("/", "-")));
    const diagram = systemDiagram(checkContext(build()));
    const { diagramType, labels } = await drawn(mermaid(diagram));
    expect(diagramType).toMatch(/^flowchart/);
    for (const { name: label } of [...diagram.nodes, ...diagram.boxes]) {
      expect(labels.filter((text) => text.includes(label)).length, label).toBeGreaterThan(0);
    }
  });

  test("takes every sign in a name for itself", async () => {
    const name = 'end "a" #b; <i>c</i> `d` [e] {f} (g) |h| %%i -->j & k \\ é';
    const diagram: Diagram = {
      boxes: [{ key: "network end", name, details: [] }],
      nodes: (["store", "queue", "topic", "rule"] as const).map((kind) => ({
        key: `${kind} x`,
        kind,
        name,
        details: [],
      })),
      arrows: [{ from: "store x", to: "queue x", label: name, dotted: true }],
    };
    const { labels } = await drawn(mermaid(diagram));
    expect(labels.map((text) => text.trim())).toEqual(Array.from({ length: 5 }, () => name));
  });
});
