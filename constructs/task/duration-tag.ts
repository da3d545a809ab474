/**
 * The longest run, as a tag of the task definition: what the cost of a Fargate run is estimated from where only the
 * Terraform file is at hand.
 */
export function durationTag(minutes: number): Record<string, string> {
  return { "stowage:max-duration-minutes": String(minutes) };
}
