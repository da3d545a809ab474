import { CHECK_CODES } from "../../checks/codes";
import { BROKEN_SYSTEMS } from "./broken-systems";
import { ELSEWHERE, INEXPRESSIBLE } from "./defaults";
import { PITFALLS } from "./pitfalls";

/** Codes that only several stacks together can get: test/corpus/several-stacks.test.ts. */
const SEVERAL_STACKS: Readonly<Record<string, readonly string[]>> = {
  "9.7": ["state-unlocked", "state-shared"],
  "9.8": ["reference-unknown-stack", "secret-foreign-environment"],
};

/** What answers a pitfall: codes, a construct that does not let it happen, or the reason why neither. */
export function answersTo(pitfall: string): string[] {
  const codes = BROKEN_SYSTEMS.filter((system) => system.pitfall === pitfall).map(({ code }) => code);
  return [
    ...[...new Set([...codes, ...(SEVERAL_STACKS[pitfall] ?? [])])].map(link),
    ...INEXPRESSIBLE.filter((entry) => entry.pitfall === pitfall).map(({ because }) => because),
    ...(ELSEWHERE[pitfall] === undefined ? [] : [ELSEWHERE[pitfall]]),
  ];
}

/** Codes of constructs are explained by their own message, and listed together. */
function link(code: string): string {
  const ours = Object.hasOwn(CHECK_CODES, code) || /^(?:placement|cost)-/.test(code);
  return `[\`${code}\`](${ours ? `checks/${code}.md` : "errors.md"})`;
}

/** The text of docs/pitfalls.md. */
export function pitfallsTable(): string {
  const rows = [...PITFALLS].map(
    ([pitfall, title]) => `| ${pitfall} | ${title.replaceAll("|", "\\|")} | ${answersTo(pitfall).join("; ")} |`,
  );
  return `# Pitfalls, and what answers each

What users of ECS on EC2 with Terraform run into, and what this project does about it: a code that refuses or reports
it before the plan, a construct that does not let anybody express it, or the reason why neither is possible. Each code
is proved by a broken system in \`test/corpus/\` that gets exactly this code, each default by a test. This table is made
from that corpus; \`npx vitest run test/corpus -u\` writes it anew.

| no. | pitfall | answered by |
|---|---|---|
${rows.join("\n")}
`;
}
