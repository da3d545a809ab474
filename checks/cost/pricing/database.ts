import { between, type CostLine, times } from "../line";
import type { Resource } from "../resource";
import { MONTH_HOURS, type Pricer, type PricingContext } from "./pricing-context";

/** The one instance class the table has a price for, with PostgreSQL. */
const PRICED_CLASS = "db.t4g.micro";

/**
 * A standby costs what the database costs, hours and storage.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_OnDemandDBInstances.html
 */
const copies = (multiAz: boolean) => (multiAz ? [times(2, "copies")] : []);

/** An RDS instance: hours, storage, a public address when it has one, and the secret RDS keeps for it. */
export const priceDatabase: Pricer = (resource, context) => {
  const { view } = resource;
  return [
    instanceLine(resource, context),
    storageLine(resource, context),
    ...(view.flag("publicly_accessible") === true ? [context.publicIpv4(resource, times(1))] : []),
    ...(view.flag("manage_master_user_password") === true ? [managedSecret(resource, context)] : []),
  ];
};

function instanceLine(resource: Resource, context: PricingContext): CostLine {
  const { view } = resource;
  const instanceClass = view.text("instance_class") ?? "class that can't be seen";
  const engine = view.text("engine") ?? "engine that can't be seen";
  const multiAz = view.flag("multi_az") === true;
  const props = {
    slot: "instance",
    item: `RDS ${instanceClass} ${engine}${multiAz ? ", two zones" : ""}`,
    factors: [...(multiAz ? copies(multiAz) : [times(1)]), MONTH_HOURS],
    unit: "h",
    pool: "rds-hours",
  };
  if (instanceClass === PRICED_CLASS && engine === "postgres") {
    return context.line(resource, { ...props, price: "rds.db.t4g.micro.single_az" });
  }
  const reason = `no price for ${engine} on ${instanceClass}; the table has ${PRICED_CLASS} PostgreSQL`;
  return context.unknownLine(resource, { ...props, priceItem: `rds.${instanceClass}`, reason });
}

function storageLine(resource: Resource, context: PricingContext): CostLine {
  const { view } = resource;
  const type = view.text("storage_type") ?? (view.has("iops") ? "io1" : "gp2");
  const allocated = view.number("allocated_storage");
  const limit = Math.max(view.number("max_allocated_storage") ?? 0, allocated ?? 0);
  const props = {
    slot: "storage",
    item: `RDS ${type} storage`,
    factors: [...copies(view.flag("multi_az") === true), between(allocated ?? 0, limit, "GB")],
    unit: "GB-month",
    ...(limit > (allocated ?? 0) ? { assumption: `grows from ${allocated ?? 0} to at most ${limit} GB` } : {}),
    pool: "rds-gb",
  };
  if (type === "gp3" && allocated !== undefined) {
    return context.line(resource, { ...props, price: "rds.gp3" });
  }
  const reason =
    allocated === undefined
      ? "the storage size can't be seen in the input"
      : `no price for RDS ${type} storage of this kind in the table`;
  return context.unknownLine(resource, { ...props, priceItem: `rds.${type}`, reason });
}

/** RDS keeps the managed password in a secret, which is billed like any other. */
function managedSecret(resource: Resource, context: PricingContext): CostLine {
  return context.line(resource, {
    slot: "managed-secret",
    item: "secret managed by RDS",
    price: "secretsmanager.secret",
    factors: [times(1, "secret")],
    unit: "secret-month",
  });
}
