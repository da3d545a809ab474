/** Pages that state the rules the findings rest on. */
const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";
const API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference";

export const SOURCES = {
  memory: `${GUIDE}/memory-management.html`,
  placement: `${GUIDE}/task-placement.html`,
  constraints: `${GUIDE}/task-placement-constraints.html`,
  interfaces: `${GUIDE}/container-instance-eni.html`,
  ports: `${API}/API_PortMapping.html`,
  deployment: `${API}/API_DeploymentConfiguration.html`,
  architecture: `${GUIDE}/ecs-arm64.html`,
  scheduler: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html",
  // RunTask answers "no room" with a list of failures, not with an error, and nobody tries again
  runTask: `${API}/API_RunTask.html`,
  scaling: `${GUIDE}/cluster-auto-scaling.html`,
} as const;
