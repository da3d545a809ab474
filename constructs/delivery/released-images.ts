import { DataAwsSsmParametersByPath } from "@cdktf/provider-aws/lib/data-aws-ssm-parameters-by-path";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import {
  conditional,
  dependable,
  Fn,
  type ITerraformDependable,
  TerraformLocal,
  TerraformStack,
  TerraformVariable,
  Token,
} from "cdktf";
import { Construct } from "constructs";
import { checkedName, namePrefix } from "../naming";
import { releasedPath } from "../security/released-parameters";
import type { ImageRepository, RepositoryImage } from "../storage/image-repository";

/** Value of a variable that names no image, written out because `cdktf synth --hcl` loses an empty default. */
const NOT_NAMED = "released";

/** An image of a workload, and where it is written down that the workload runs it. */
export interface ReleasedImage extends RepositoryImage {
  /**
   * Writes down that the workload was released with this image.
   * @param running what runs it; nothing is written before all of it has settled, and nothing when one of it failed
   */
  recordAfter(running: readonly ITerraformDependable[]): void;
}

/**
 * Which image each workload runs: the one that the plan names, else the one that was released last, else the first. A
 * release is a new plan and never a new synth, `terraform apply -var backend_image=1.4.2`; a plan that names no image
 * leaves alone what runs, whoever released it.
 *
 * What was released is kept in Parameter Store, as `/<system>/released/<workload>`: read when planning, written once the
 * workload has settled, so that a rollout that failed is not in it. `/<system>/released` holds all of them together, written
 * when all are there: its history is the history of releases, the last hundred with time and caller (`stowage releases`).
 *
 * Creates: an `aws_ssm_parameter` for each workload, and one for all. Standard parameters cost nothing; one holds 4 KB, which
 * is some twenty images by digest.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html
 */
export class ReleasedImages extends Construct {
  readonly #path: string;
  readonly #released: TerraformLocal;
  readonly #all: SsmParameter;
  readonly #recorded = new Map<string, string>();
  /** For each workload its image, as an expression, when neither the plan nor the environment file names it. */
  readonly #kept: string[] = [];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#path = releasedPath(namePrefix(this) ?? TerraformStack.of(this).node.id);
    // Before the first release the folder is an empty list, and no error: there is no first time to tell apart.
    const folder = new DataAwsSsmParametersByPath(this, "Default", { path: this.#path, withDecryption: false });
    // The provider takes every parameter for a secret. The address of an image is none, and a plan has to show it.
    this.#released = new TerraformLocal(this, "images", Fn.nonsensitive(Fn.zipmap(folder.names, folder.values)));
    this.#released.overrideLogicalId("released_images");
    this.#all = new SsmParameter(this, "all", {
      name: checkedName(this, "ssm-parameter", this.#path),
      description: "Images of all workloads, after each release that was completed",
      type: "String",
      value: "{}",
    });
  }

  /**
   * The image of a workload, as its variable `<workload>_image` names it: a tag of its repository, such as `1.4.2`, or,
   * with a `/`, `:` or `@`, a whole address, such as `public.ecr.aws/nginx/nginx:1.29` or `<repository>@sha256:...`.
   * @param first tag of the first deployment, which no later one reads
   */
  image(workload: string, repository: ImageRepository, first: string): ReleasedImage {
    const parameter = checkedName(this, "ssm-parameter", `${this.#path}/${workload}`);
    const variable = new TerraformVariable(this, `${workload}-named`, {
      type: "string",
      default: NOT_NAMED,
      nullable: false,
      description: `Image of the ${workload}: a tag of its repository, or a whole address with tag or digest; "${NOT_NAMED}" is what was released last, at first ${first}`,
    });
    variable.overrideLogicalId(`${workload}_image`);
    const chosen = new TerraformLocal(
      this,
      `${workload}-chosen`,
      conditional(
        Fn.contains(["", NOT_NAMED], variable.stringValue),
        Fn.lookup(this.#released.asStringMap, parameter, first),
        variable.stringValue,
      ),
    );
    chosen.overrideLogicalId(`${workload}_image`);
    this.#sayWhatIsKept(workload, first);
    const isAddress = Fn.can(Fn.regex("[/:@]", chosen.asString));
    const inRepository = Fn.format("%s:%s", [repository.url, chosen.asString]);
    return {
      ...repository.image(Token.asString(conditional(isAddress, chosen.asString, inRepository))),
      recordAfter: (running) => this.#record(workload, parameter, chosen, running),
    };
  }

  #record(workload: string, parameter: string, image: TerraformLocal, running: readonly ITerraformDependable[]): void {
    const written = new SsmParameter(this, workload, {
      name: parameter,
      description: `Image that the ${workload} was released with last`,
      type: "String",
      // Not `insecureValue`, which a plan would show: one that was imported is planned again for ever. The image itself is
      // shown where it is used.
      value: image.asString,
      dependsOn: [...running],
    });
    this.#recorded.set(workload, image.asString);
    this.#all.value = Fn.jsonencode(Object.fromEntries([...this.#recorded].toSorted()));
    this.#all.dependsOn = [...(this.#all.dependsOn ?? []), dependable(written)];
  }

  /**
   * A plan that keeps an image although the environment file names another one says so, as a warning that stops nothing:
   * whoever has just edited the file expects something.
   * @see https://developer.hashicorp.com/terraform/language/block/check
   */
  #sayWhatIsKept(workload: string, first: string): void {
    const [named, chosen] = [`var.${workload}_image`, `local.${workload}_image`];
    this.#kept.push(`${chosen} == ${named} || ${chosen} == "${first}" ? "" : "${workload} ${"$"}{${chosen}}"`);
    const kept = `join(", ", compact([${this.#kept.join(", ")}]))`;
    const assert = {
      condition: `\${${kept} == ""}`,
      error_message: `What was released stays: \${${kept}}. The environment file's images are those of the first deployment. To release another one, name it: -var <workload>_image=...`,
    };
    TerraformStack.of(this).addOverride("check.released_images.assert", [assert]);
  }
}
