"""Composite alarms."""

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
