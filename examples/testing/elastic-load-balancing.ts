import type { CheerioAPI } from "cheerio";
import type { AppliedSystem } from "../../ops/rehearsal/extensions";
import { queryApi } from "./emulated-api";

export interface SeenListener {
  readonly arn: string;
  readonly port: number;
  readonly protocol: string;
  readonly sslPolicy: string;
  /** Type of the default action. */
  readonly otherwise: string;
}

export interface SeenRule {
  readonly priority: string;
  /** Sorted, such as `host-header=a.example.com`; AWS keeps neither the conditions nor their values in order. */
  readonly conditions: readonly string[];
  /** Types of the actions in their order. */
  readonly actions: readonly string[];
}

export interface SeenTargetGroup {
  readonly name: string;
  readonly type: string;
  readonly healthCheckPath: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const VERSION = "2015-12-01";

/** What the emulator has of one load balancer, by its name, as the API tells it. */
export class SeenLoadBalancer {
  readonly #system: AppliedSystem;
  readonly arn: string;
  readonly zones: number;

  private constructor(system: AppliedSystem, document: CheerioAPI) {
    this.#system = system;
    this.arn = document("LoadBalancerArn").first().text();
    this.zones = document("AvailabilityZones > member").length;
  }

  static async named(system: AppliedSystem, name: string): Promise<SeenLoadBalancer> {
    const parameters = { Action: "DescribeLoadBalancers", "Names.member.1": name };
    return new SeenLoadBalancer(system, await queryApi(system, "elasticloadbalancing", VERSION, parameters));
  }

  async listeners(): Promise<SeenListener[]> {
    const document = await this.#ask("DescribeListeners", { LoadBalancerArn: this.arn });
    return document("Listeners > member")
      .toArray()
      .map((element) => {
        const text = (path: string) => document(element).find(path).first().text();
        return {
          arn: text("ListenerArn"),
          port: Number(text("Port")),
          protocol: document(element).children("Protocol").text(),
          sslPolicy: text("SslPolicy"),
          otherwise: text("DefaultActions > member > Type"),
        };
      })
      .sort((a, b) => a.port - b.port);
  }

  /** Routes in the order in which they are tried, without the default action. */
  async rules(listenerArn: string): Promise<SeenRule[]> {
    const document = await this.#ask("DescribeRules", { ListenerArn: listenerArn });
    return document("Rules > member")
      .toArray()
      .map((element) => ({
        priority: document(element).children("Priority").text(),
        conditions: document(element)
          .find("Conditions > member")
          .toArray()
          .map((condition) => {
            const values = new Set(
              document(condition)
                .find("Values > member")
                .toArray()
                .map((value) => document(value).text()),
            );
            return `${document(condition).children("Field").text()}=${[...values].sort().join(",")}`;
          })
          .sort(),
        actions: document(element)
          .find("Actions > member")
          .toArray()
          .map((action) => document(action).children("Type").text()),
      }))
      .filter(({ priority }) => priority !== "default")
      .sort((a, b) => Number(a.priority) - Number(b.priority));
  }

  async targetGroups(): Promise<SeenTargetGroup[]> {
    const document = await this.#ask("DescribeTargetGroups", { LoadBalancerArn: this.arn });
    const groups = document("TargetGroups > member").toArray();
    return Promise.all(
      groups.map(async (element) => {
        const text = (path: string) => document(element).children(path).text();
        const answer = await this.#ask("DescribeTargetGroupAttributes", { TargetGroupArn: text("TargetGroupArn") });
        const attributes = answer("Attributes > member")
          .toArray()
          .map((one) => [answer(one).children("Key").text(), answer(one).children("Value").text()]);
        return {
          name: text("TargetGroupName"),
          type: text("TargetType"),
          healthCheckPath: text("HealthCheckPath"),
          attributes: Object.fromEntries(attributes) as Record<string, string>,
        };
      }),
    );
  }

  #ask(action: string, parameters: Readonly<Record<string, string>>): Promise<CheerioAPI> {
    return queryApi(this.#system, "elasticloadbalancing", VERSION, { Action: action, ...parameters });
  }
}
