import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import { blocksOf } from "../cost/terraform-document";
import type { FleetView } from "../model/fleet-view";
import type { Block } from "../model/synthesized-app";
import { numberOf } from "../model/synthesized-stack";
import { permissionFinding } from "./codes";

/** Containers cannot become the host: its credentials are a metadata request away unless tokens and one hop are required. */
export const checkInstanceRole: Check = (context) => [
  ...context.app.ofType("aws_launch_template").flatMap((template) => checkTemplate(context, template)),
  ...context.ecs.runners
    .filter(({ task, capacity }) => task.networkMode === "host" && !capacity.fargate)
    .map(({ path, capacity }) =>
      permissionFinding("instance-role-host-mode", path, {
        prop: "networkMode",
        got: `host: the containers share the network of ${capacity.fleets.map((fleet) => fleet.path).join(", ") || "their host"}`,
        expected: "containers that cannot ask the metadata service for the host's credentials",
        fix: 'use networkMode: "bridge", or accept that these containers may do what the host may',
      }),
    ),
];

function checkTemplate(context: CheckContext, template: Block): Finding[] {
  const [options] = blocksOf(template.body.metadata_options);
  if (options?.http_endpoint === "disabled") return [];
  const tokens = options?.http_tokens === "required";
  const hops = numberOf(options?.http_put_response_hop_limit) ?? 1;
  if (tokens && hops === 1) return [];
  const fleet = context.ecs.fleets.find((candidate: FleetView) => candidate.template === template);
  return [
    permissionFinding("instance-role-reachable", fleet?.path ?? template.path, {
      prop: "metadata_options",
      got: tokens ? `answers travel ${hops} hops` : "requests without a token are answered",
      expected: "http_tokens required and one hop, so that a container in bridge mode gets no answer",
      fix: 'set http_tokens = "required" and http_put_response_hop_limit = 1',
      numbers: { hops },
    }),
  ];
}
