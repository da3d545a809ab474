"""CloudWatch: composite alarms.

PutCompositeAlarm is missing (the provider retries a 500 for minutes), although moto's PutMetricAlarm already takes an
AlarmRule and DescribeAlarms already returns composite alarms.
"""

from moto.cloudwatch.responses import CloudWatchResponse

from patching import adds


@adds(CloudWatchResponse)
def put_composite_alarm(self):
    return self.put_metric_alarm()
