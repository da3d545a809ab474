import { Service } from "../../constructs/task/service";
import { type BrokenSystem, built, tampered } from "./broken-system";
import { NOBODY } from "./sound-parts";

/** Section 7: deployments and health. */
export const DEPLOYMENTS: readonly BrokenSystem[] = [
  tampered("7.1", "rollback-unnoticed", "an apply that does not wait", (file) => {
    file.one("aws_ecs_service").wait_for_steady_state = false;
  }),
  tampered("7.1", "rollback-unnoticed", "an apply that does not compare", (file) => {
    file.one("aws_ecs_service").lifecycle = {};
  }),
  tampered("7.2", "deployment-endless", "a deployment that never gives up", (file) => {
    delete file.one("aws_ecs_service").deployment_circuit_breaker;
  }),
  tampered("7.3", "grace-without-balancer", "a grace period where nothing checks", (file) => {
    file.one("aws_ecs_service").health_check_grace_period_seconds = 60;
  }),
  built("7.6", "image-moving-tag", "an image that changes behind its tag", ({ stack, cluster, fleet }) => {
    const size = { cpu: 128, memoryMiB: 64, alarms: NOBODY };
    new Service(stack, "moving", { cluster, runOn: fleet, ...size, container: { image: "nginx:latest" } });
  }),
  tampered("7.7", "log-mode-implicit", "a log mode that AWS chooses", (file) => {
    file.rewrite("aws_ecs_task_definition", "container_definitions", ',"mode":"non-blocking"', "", "web");
  }),
];
