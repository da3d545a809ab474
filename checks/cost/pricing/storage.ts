import { type CostLine, times } from "../line";
import type { Resource } from "../resource";
import type { Pricer, PricingContext } from "./pricing-context";

const THOUSAND = 1000;
const MILLION = 1_000_000;

/** A bucket: storage and requests, both by assumption. */
export const priceBucket: Pricer = (resource, context) => [
  context.usageLine(resource, {
    slot: "storage",
    item: "S3 standard storage",
    price: "s3.standard",
    usage: "s3StorageGb",
    unit: "GB-month",
    pool: "s3",
  }),
  context.usageLine(resource, {
    slot: "writes",
    item: "S3 PUT, COPY, POST, LIST",
    price: "s3.put",
    usage: "s3Puts",
    counts: "requests",
    per: THOUSAND,
    unit: "thousand requests",
  }),
  context.usageLine(resource, {
    slot: "reads",
    item: "S3 GET and others",
    price: "s3.get",
    usage: "s3Gets",
    counts: "requests",
    per: THOUSAND,
    unit: "thousand requests",
  }),
];

/** A private image repository. Pulls within the region are free. */
export const priceImageRepository: Pricer = (resource, context) => [
  context.usageLine(resource, {
    slot: "storage",
    item: "ECR image storage",
    price: "ecr.private.storage",
    usage: "ecrStorageGb",
    unit: "GB-month",
    pool: "ecr",
  }),
];

/** A file system: storage, and traffic where the throughput mode bills it. */
export const priceFileSystem: Pricer = (resource, context) => {
  const mode = resource.view.text("throughput_mode") ?? "bursting";
  const storage = fileStorage(resource, context);
  if (mode === "bursting") return [storage];
  return mode === "elastic"
    ? [storage, ...elasticTraffic(resource, context)]
    : [storage, provisionedThroughput(resource, context)];
};

function fileStorage(resource: Resource, context: PricingContext): CostLine {
  const storage = { slot: "storage", unit: "GB-month", pool: "efs" };
  if (!resource.view.has("availability_zone_name")) {
    const standard = {
      ...storage,
      item: "EFS standard storage",
      price: "efs.standard",
      usage: "efsStorageGb",
    } as const;
    return context.usageLine(resource, standard);
  }
  return context.unknownLine(resource, {
    ...storage,
    item: "EFS One Zone storage",
    priceItem: "efs.one_zone",
    factors: [{ ...context.usage.of("efsStorageGb", resource), unit: "GB" }],
    reason: "no price for EFS One Zone in the table",
    assumption: context.usage.text("efsStorageGb", resource),
  });
}

function elasticTraffic(resource: Resource, context: PricingContext): CostLine[] {
  const reads = { slot: "reads", item: "EFS elastic reads", price: "efs.elastic_read", usage: "efsReadGb" } as const;
  const writes = {
    slot: "writes",
    item: "EFS elastic writes",
    price: "efs.elastic_write",
    usage: "efsWriteGb",
  } as const;
  return [reads, writes].map((props) => context.usageLine(resource, { ...props, unit: "GB" }));
}

function provisionedThroughput(resource: Resource, context: PricingContext): CostLine {
  return context.unknownLine(resource, {
    slot: "throughput",
    item: "EFS provisioned throughput",
    priceItem: "efs.provisioned_throughput",
    factors: [times(resource.view.number("provisioned_throughput_in_mibps") ?? 1, "MiB/s")],
    unit: "MiB/s-month",
    reason: "no price for EFS provisioned throughput in the table",
  });
}

/** A DynamoDB table: storage, and requests when it is billed on demand. */
export const priceTable: Pricer = (resource, context) => {
  const storage = context.usageLine(resource, {
    slot: "storage",
    item: "DynamoDB storage",
    price: "dynamodb.storage",
    usage: "dynamodbStorageGb",
    unit: "GB-month",
    pool: "dynamodb",
  });
  if (resource.view.text("billing_mode") !== "PAY_PER_REQUEST") {
    const factors = [times(resource.view.number("write_capacity") ?? 1, "WCU")];
    const reason = "no price for provisioned capacity in the table";
    const props = { slot: "capacity", item: "DynamoDB provisioned capacity", priceItem: "dynamodb.provisioned" };
    return [storage, context.unknownLine(resource, { ...props, factors, unit: "WCU-month", reason })];
  }
  return [
    storage,
    context.usageLine(resource, {
      slot: "writes",
      item: "DynamoDB writes",
      price: "dynamodb.write_on_demand",
      usage: "dynamodbWrites",
      counts: "WRU",
      per: MILLION,
      unit: "million WRU",
    }),
    context.usageLine(resource, {
      slot: "reads",
      item: "DynamoDB reads",
      price: "dynamodb.read_on_demand",
      usage: "dynamodbReads",
      counts: "RRU",
      per: MILLION,
      unit: "million RRU",
    }),
  ];
};
