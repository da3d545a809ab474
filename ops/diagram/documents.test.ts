import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkContext } from "../../checks/check";
import { environmentNamed } from "../../environments/environment";
import { buildSystem } from "../../stacks/system";
import { mermaid } from "./mermaid";
import { systemDiagram } from "./system-diagram";

const folder = mkdtempSync(join(tmpdir(), "stowage-architecture-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const picture = (name: string) => mermaid(systemDiagram(checkContext(buildSystem(environmentNamed(name), folder).app)));

test("docs/architecture.md shows the environments as they are", async () => {
  const text = `# Architecture

What the environments are made of, drawn from the stacks that Terraform gets by \`npx stowage diagram\`:

\`\`\`sh
npx stowage diagram -e prod                  # Mermaid text
npx stowage diagram prod --out prod.md       # in a code block, which GitHub draws
npx stowage diagram examples/fargate
\`\`\`

Boxes are networks, subnets of one kind, fleets and balancers; names are construct paths. A solid arrow is a request that
its sender waits for: through a route, past an open port, or by a permission of the task's own role. A dotted arrow is
what AWS does for the task: it starts it, pulls its image, injects its secrets, carries its events, keeps what failed.
What only the hosts or the agent do (registering, logs) is left out. No value of a variable or secret is read.

This page is written by \`ops/diagram/documents.test.ts\` (\`npx vitest run -u\`).

## dev: one box

\`\`\`mermaid
${picture("dev")}\`\`\`

## prod: several zones

\`\`\`mermaid
${picture("prod")}\`\`\`
`;
  await expect(text).toMatchFileSnapshot("../../docs/architecture.md");
});
