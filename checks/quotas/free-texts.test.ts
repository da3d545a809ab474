import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FREE_TEXTS } from "./free-texts";
import { NAMINGS } from "./physical-names";

/** Arguments whose text a person chooses. */
const CHOSEN =
  /^(name|name_prefix|alarm_name|dashboard_name|description|.*_description|comment|display_name|message_body|label|input|input_template)$/;

/** Arguments that are called so and hold no text of ours, or text that AWS takes as it is. */
const FREE: Readonly<Record<string, string>> = {
  "aws_appautoscaling_policy.label": "CloudWatch documents no limit",
  "aws_cloudwatch_metric_alarm.label": "CloudWatch documents no limit",
  "aws_cloudwatch_event_target.name": "names and values of parameters of other targets than ECS",
  "aws_instance.name": "the launch template's, a reference",
  "aws_ecs_task_definition.name":
    "volumes, judged by constructs/task/volume-rules.ts and checks/quotas/check-ecs-limits.ts",
  "aws_scheduler_schedule.input": "EventBridge Scheduler documents no limit of its own",
};

const types = used();

/** Types that constructs, stacks and examples make, with the text arguments that the provider's schema has for each. */
function used(): Map<string, string[]> {
  const files = ["constructs", "stacks", "examples"].flatMap((room) =>
    readdirSync(room, { recursive: true, withFileTypes: true })
      .filter((it) => it.isFile() && it.name.endsWith(".ts"))
      .map((it) => readFileSync(`${it.parentPath}/${it.name}`, "utf8")),
  );
  const folders = new Set(
    files.flatMap((text) => [...text.matchAll(/@cdktf\/provider-aws\/lib\/([a-z0-9-]+)/g)].map((match) => match[1]!)),
  );
  return new Map(
    [...folders]
      .filter((folder) => folder !== "provider" && !folder.startsWith("data-"))
      .map((folder): [string, string[]] => {
        const lib = `node_modules/@cdktf/provider-aws/lib/${folder}`;
        const [type] = /aws_[a-z0-9_]+/.exec(readFileSync(`${lib}/index.js`, "utf8").split("tfResourceType").at(-1)!)!;
        const schema = readdirSync(lib)
          .filter((name) => name.endsWith(".d.ts"))
          .map((name) => readFileSync(`${lib}/${name}`, "utf8"))
          .join("\n");
        // `#argument Type#argument}` stands above each property; the next line says its type
        const texts = [...schema.matchAll(/#([a-z0-9_]+) \w+#\w+\}\s+\*\/\s+readonly \w+\??: string;/g)];
        return [type, [...new Set(texts.map((match) => match[1]!))].filter((argument) => CHOSEN.test(argument))];
      }),
  );
}

describe("free texts", () => {
  test("the scan sees the provider's schema", () => {
    expect(types.get("aws_security_group")).toEqual(expect.arrayContaining(["description", "name_prefix"]));
    expect(types.size).toBeGreaterThan(60);
  });

  test.each([...types])("every text of %s has a rule", (type, found) => {
    const known = new Set(Object.keys(FREE_TEXTS[type] ?? {}).flatMap((path) => path.split(/[.|]/).at(-1)!));
    const missing = found.filter(
      (argument) => !known.has(argument) && NAMINGS[type]?.argument !== argument && !(`${type}.${argument}` in FREE),
    );
    expect(missing).toEqual([]);
  });
});
