import type { Construct } from "constructs";
import { describe, expect, test } from "vitest";
import { balanced } from "../../test/support/balanced";
import { aStack, statements, type Template } from "../../test/support/template";
import { AlarmTopic } from "../monitoring/alarm-topic";
import { parameter } from "../security/parameter";
import { Secret } from "../security/secret";
import type { OnRotation } from "./rotation-rules";
import { changeOf, checkRotation } from "./rotation-rules";
import type { ServiceProps } from "./service";

/** A service with one key of a secret, a parameter, and a token for its log driver. */
function reader(
  onRotation: OnRotation = {},
  also: (stack: Construct) => Partial<Pick<ServiceProps, "alarms">> = () => ({}),
): Template {
  return aStack((stack) => {
    const login = new Secret(stack, "login", { description: "a login", keys: ["username", "password"] });
    const token = new Secret(stack, "log-token", { description: "a token" });
    balanced(stack).service("web", {
      container: {
        image: "app:1",
        port: 3000,
        secrets: { USER: login.key("username"), PASSWORD: login.key("password"), KEY: parameter(stack, "/shop/key") },
        logDriver: { driver: "splunk", secretOptions: { "splunk-token": token } },
      },
      onRotation,
      ...also(stack),
    });
  });
}

const heard = (template: Template) =>
  (JSON.parse(String(template.one("aws_cloudwatch_event_rule").event_pattern)) as { resources: string[] }).resources;
const LOGIN = "${aws_secretsmanager_secret.login.arn}";
const TOKEN = "${aws_secretsmanager_secret.log-token.arn}";

describe("a changed value", () => {
  test("of every secret, parameter and log option that is injected is heard, each once and however it is changed", () => {
    expect(heard(reader())).toEqual([LOGIN, expect.stringContaining(":parameter/shop/key"), TOKEN]);
    expect(JSON.parse(String(reader().one("aws_cloudwatch_event_rule").event_pattern))).toMatchObject({
      source: ["aws.secretsmanager", "aws.ssm"],
      "detail-type": ["Secret Label Updated", "Parameter Store Change"],
      detail: { $or: [{ labelUpdated: ["AWSCURRENT"] }, { operation: ["Update", "Create"] }] },
    });
  });

  test("starts one call: a new deployment of this service, as it is", () => {
    const machine = reader().one("aws_sfn_state_machine");
    const { StartAt, States } = JSON.parse(String(machine.definition)) as {
      StartAt: string;
      States: Record<string, object>;
    };
    expect(Object.keys(States)).toEqual([StartAt]);
    expect(States[StartAt]).toMatchObject({
      Resource: expect.stringMatching(/:states:::aws-sdk:ecs:updateService$/),
      Parameters: {
        Cluster: "${aws_ecs_service.web.cluster}",
        Service: "${aws_ecs_service.web.name}",
        ForceNewDeployment: true,
      },
      End: true,
    });
  });

  test("is acted on by two roles that may do exactly that", () => {
    const policies = Object.entries(reader().all("aws_iam_role_policy"))
      .filter(([name]) => name.startsWith("web_rotation"))
      .flatMap(([, { policy }]) => statements(policy))
      .map(({ Action, Resource }) => [Action, Resource]);
    expect(policies).toEqual([
      [["ecs:UpdateService"], ["${aws_ecs_service.web.id}"]],
      [["states:StartExecution"], [expect.stringMatching(/^\$\{aws_sfn_state_machine\.web_rotation_\w+\.arn\}$/)]],
    ]);
  });

  test("that cannot be acted on rings where the service's alarms go", () => {
    const rings = (template: Template) =>
      Object.entries(template.all("aws_cloudwatch_metric_alarm")).filter(([name]) => name.startsWith("web_rotation"));
    expect(rings(reader())).toEqual([]);
    const [[, alarm] = []] = rings(
      reader({}, (stack) => ({ alarms: new AlarmTopic(stack, "alarms", { email: "ops@example.com" }) })),
    );
    expect(alarm).toMatchObject({ namespace: "AWS/States", metric_name: "ExecutionsFailed", threshold: 1 });
    expect(alarm?.alarm_actions).toEqual(["${aws_sns_topic.alarms.arn}"]);
  });
});

describe("a service redeploys by itself", () => {
  test("for nothing when nothing is injected", () => {
    const quiet = aStack((stack) => void balanced(stack).service("web", {}));
    expect(quiet.all("aws_sfn_state_machine")).toEqual({});
    expect(quiet.all("aws_cloudwatch_event_rule")).toEqual({});
  });

  test("except for values that it says it reads again", () => {
    const none = "the pool reads it again";
    expect(heard(reader({ USER: { none }, PASSWORD: { none } }))).toEqual([
      expect.stringContaining(":parameter/shop/key"),
      TOKEN,
    ]);
    const all = { USER: { none }, PASSWORD: { none }, KEY: { none }, "splunk-token": { none } };
    expect(reader(all).all("aws_sfn_state_machine")).toEqual({});
  });

  test("still for a secret of which only one of two keys is read again", () => {
    expect(heard(reader({ USER: { none: "not secret" } }))).toContain(LOGIN);
  });
});

test.each<[string, OnRotation, string[]]>([
  ["a variable that is not injected", { PASWORD: { none: "read again" } }, ["rotation-unknown"]],
  ["a name that every object has", { constructor: { none: "read again" } }, ["rotation-unknown"]],
  ["no reason", { PASSWORD: { none: " " } }, ["rotation-reason"]],
  ["both", { X: { none: "" } }, ["rotation-reason", "rotation-unknown"]],
])("%s is refused", (_, onRotation, codes) => {
  expect(reader(onRotation).codes).toEqual(codes);
});

test("where nothing is injected, nothing can be kept from redeploying", () => {
  expect(checkRotation({ A: { none: "read again" } }, [])).toMatchObject([
    { expected: "nothing: no value is injected" },
  ]);
});

test("a pattern names whole secrets, as their events do", () => {
  expect(changeOf(["arn:a", "arn:b"]).resources).toEqual(["arn:a", "arn:b"]);
});
