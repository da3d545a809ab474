"""Composite alarms, and alarms that tell nobody."""

from tests.case import PatchCase, client


class CloudWatch(PatchCase):
    def test_a_composite_alarm_can_be_made_and_read(self):
        def scenario():
            cloudwatch = client("cloudwatch")
            cloudwatch.put_composite_alarm(AlarmName="box-down", AlarmRule="ALARM(cpu) AND ALARM(memory)")
            alarms = cloudwatch.describe_alarms(AlarmNames=["box-down"], AlarmTypes=["CompositeAlarm"])
            self.assertEqual(
                [("box-down", "ALARM(cpu) AND ALARM(memory)")],
                [(alarm["AlarmName"], alarm["AlarmRule"]) for alarm in alarms["CompositeAlarms"]],
            )

        self.needs_patch(scenario)

    def test_alarms_are_silenced_and_told_to_speak_again(self):
        def scenario():
            cloudwatch = client("cloudwatch")
            for name in ("cpu", "memory"):
                cloudwatch.put_metric_alarm(
                    AlarmName=name,
                    Namespace="AWS/ECS",
                    MetricName=name,
                    Statistic="Average",
                    ComparisonOperator="GreaterThanThreshold",
                    Threshold=80,
                    Period=60,
                    EvaluationPeriods=1,
                )
            cloudwatch.disable_alarm_actions(AlarmNames=["cpu", "not-there"])
            self.assertEqual({"cpu": False, "memory": True}, self._actions(cloudwatch))
            cloudwatch.enable_alarm_actions(AlarmNames=["cpu"])
            self.assertEqual({"cpu": True, "memory": True}, self._actions(cloudwatch))

        self.needs_patch(scenario)

    @staticmethod
    def _actions(cloudwatch):
        return {alarm["AlarmName"]: alarm["ActionsEnabled"] for alarm in cloudwatch.describe_alarms()["MetricAlarms"]}
