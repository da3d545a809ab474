import { ServiceDiscoveryHttpNamespace } from "@cdktf/provider-aws/lib/service-discovery-http-namespace";
import { Construct } from "constructs";
import { physicalName } from "../naming";

/**
 * Names that services of one environment call each other by, through Service Connect: `http://backend:3000`. Each task
 * gets a small proxy that knows where the others are.
 *
 * Creates: `aws_service_discovery_http_namespace`. Free; each task's proxy takes 256 CPU units and 64 MiB.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html
 */
export class ConnectNamespace extends Construct {
  readonly resource: ServiceDiscoveryHttpNamespace;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.resource = new ServiceDiscoveryHttpNamespace(this, "Default", {
      name: physicalName(this, "discovery-namespace"),
      description: "names between services",
    });
  }

  get arn(): string {
    return this.resource.arn;
  }
}
