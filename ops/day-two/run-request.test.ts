import { expect, test } from "vitest";
import { requestOfSchedule, requestOfService } from "./run-request";

const TASK = "arn:aws:ecs:eu-west-1:123456789012:task-definition/stowage-dev-scraper:7";
const CLUSTER = "arn:aws:ecs:eu-west-1:123456789012:cluster/stowage-dev-cluster";

test("a schedule's strategy, addresses and revision are passed on in ECS's own spelling", () => {
  const request = requestOfSchedule({
    Target: {
      Arn: CLUSTER,
      RoleArn: "arn:aws:iam::123456789012:role/scheduler",
      EcsParameters: {
        TaskDefinitionArn: TASK,
        TaskCount: 3,
        CapacityProviderStrategy: [{ capacityProvider: "fleet", weight: 1, base: 0 }],
        NetworkConfiguration: { awsvpcConfiguration: { Subnets: ["subnet-1"], SecurityGroups: ["sg-1"] } },
      },
    },
  });
  expect(request).toEqual({
    cluster: CLUSTER,
    taskDefinition: TASK,
    capacityProviderStrategy: [{ capacityProvider: "fleet", weight: 1, base: 0 }],
    networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"] } },
  });
});

test("a service's launch type counts only without a strategy, and an empty network is none", () => {
  const common = { clusterArn: CLUSTER, taskDefinition: TASK, launchType: "FARGATE" } as const;
  const network = { awsvpcConfiguration: { subnets: ["subnet-1"], assignPublicIp: "ENABLED" as const } };
  expect(requestOfService({ ...common, networkConfiguration: network })).toEqual({
    cluster: CLUSTER,
    taskDefinition: TASK,
    launchType: "FARGATE",
    networkConfiguration: network,
  });
  const strategy = [{ capacityProvider: "fleet", weight: 1 }];
  expect(requestOfService({ ...common, capacityProviderStrategy: strategy, networkConfiguration: {} })).toEqual({
    cluster: CLUSTER,
    taskDefinition: TASK,
    capacityProviderStrategy: strategy,
  });
});
