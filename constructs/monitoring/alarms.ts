import type { AlarmTopic } from "./alarm-topic";

/**
 * Where alarms go. There is no default, so that nobody forgets them: a topic, or an explicit `none` with the reason
 * why nobody needs to know, such as `{ none: "dev: nobody is on call" }`.
 */
export type Alarms = AlarmTopic | { readonly none: string };

/** The actions of an alarm and of its return to normal; undefined where there is to be no alarm. */
export function alarmActions(alarms: Alarms): { alarmActions: string[]; okActions: string[] } | undefined {
  return "none" in alarms ? undefined : { alarmActions: [alarms.arn], okActions: [alarms.arn] };
}
