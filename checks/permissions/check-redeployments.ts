import type { Check } from "../check-context";
import { arnForms } from "../model/canonical-arn";
import { redeployments } from "../model/redeployments";
import type { Block, SynthesizedApp } from "../model/synthesized-app";
import { isAllowed } from "./check-secrets";
import { permissionFinding } from "./codes";
import { rolePermissions } from "./role-permissions";

/** What an event starts to redeploy a service may be started, and may redeploy exactly what it is for. */
export const checkRedeployments: Check = (context) => {
  const { app } = context;
  const permissions = rolePermissions(context);
  return redeployments(context).flatMap(({ target, machine, service, starter, caller }) => {
    const missing = [
      ...(isAllowed(permissions.of(starter), "states:StartExecution", arnForms(app, machine))
        ? []
        : [`${starter?.path ?? "a target without a role"} may not call states:StartExecution on ${machine.path}`]),
      ...(isAllowed(permissions.of(caller), "ecs:UpdateService", serviceForms(app, service))
        ? []
        : [`${caller?.path ?? "a machine without a role"} may not call ecs:UpdateService on ${service.path}`]),
    ];
    if (missing.length === 0) return [];
    return [
      permissionFinding("redeploy-unpermitted", target, {
        got: missing.join("; "),
        expected: "a rule that may start the state machine, and a machine that may redeploy the service",
        fix: "remove the override that drops the statement, or allow both",
        numbers: { missing: missing.length },
      }),
    ];
  });
};

/** The id of a service is its ARN. */
function serviceForms(app: SynthesizedApp, service: Block): string[] {
  const reference = `<${service.stack.name}/${service.address}`;
  const cluster = app.text(app.follow(service, "cluster", "aws_ecs_cluster"), "name") ?? "?";
  const name = app.text(service, "name") ?? "?";
  return [`${reference}.id>`, `${reference}.arn>`, `arn:<partition>:ecs:<region>:<account>:service/${cluster}/${name}`];
}
