"""CloudWatch: composite alarms, and alarms that are told to tell nobody.

PutCompositeAlarm is missing (the provider retries a 500 for minutes), although moto's PutMetricAlarm already takes an
AlarmRule and DescribeAlarms already returns composite alarms. DisableAlarmActions and EnableAlarmActions are missing too;
names of alarms that are not there are passed over, as AWS does.
"""

from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import EmptyResult

from patching import adds


@adds(CloudWatchResponse)
def put_composite_alarm(self):
    return self.put_metric_alarm()


@adds(CloudWatchResponse)
def disable_alarm_actions(self):
    return _set_actions(self, False)


@adds(CloudWatchResponse)
def enable_alarm_actions(self):
    return _set_actions(self, True)


def _set_actions(response, enabled):
    alarms = response.cloudwatch_backend.alarms
    for name in response._get_param("AlarmNames", []):
        if name in alarms:
            alarms[name].actions_enabled = enabled
    return EmptyResult()
