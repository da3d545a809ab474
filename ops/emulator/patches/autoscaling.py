"""Auto Scaling: attributes of a group that moto forgets, and instance refreshes.

- moto does not store DefaultInstanceWarmup, MaxInstanceLifetime and InstanceMaintenancePolicy: the provider plans to
  set them again for ever.
- Start/Describe/CancelInstanceRefresh are missing: an `instance_refresh` block works until the first change of the
  launch template, which then fails after 25 retries. Here a refresh is finished the moment it starts.
"""

import uuid

from moto.autoscaling.exceptions import AutoscalingClientError
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult
from moto.core.utils import utcnow

from patching import adds, store_of, wraps

# the API's "not set" for each number: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
NUMBERS_AND_THEIR_NONE = {"DefaultInstanceWarmup": -1, "MaxInstanceLifetime": 0}


@wraps(AutoScalingResponse, "create_auto_scaling_group")
def create_auto_scaling_group(original, self):
    result = original(self)
    _remember(self)
    return result


@wraps(AutoScalingResponse, "update_auto_scaling_group")
def update_auto_scaling_group(original, self):
    result = original(self)
    _remember(self)
    _stay_within_bounds(self)
    return result


def _stay_within_bounds(response):
    name = response._get_params()["AutoScalingGroupName"]
    group = response.autoscaling_backend.autoscaling_groups[name]
    wanted = min(max(group.desired_capacity, group.min_size), group.max_size)
    if wanted != group.desired_capacity:
        response.autoscaling_backend.set_desired_capacity(name, wanted)


def _remember(response):
    asked = response._get_params()
    group = response.autoscaling_backend.autoscaling_groups[asked["AutoScalingGroupName"]]
    for key, none in NUMBERS_AND_THEIR_NONE.items():
        if asked.get(key) is not None:
            setattr(group, key, None if int(asked[key]) == none else int(asked[key]))
    policy = asked.get("InstanceMaintenancePolicy")
    if policy is not None:
        percentages = {name: int(value) for name, value in policy.items()}
        group.InstanceMaintenancePolicy = None if -1 in percentages.values() else percentages


@adds(AutoScalingResponse)
def start_instance_refresh(self):
    group = self._get_params()["AutoScalingGroupName"]
    if group not in self.autoscaling_backend.autoscaling_groups:
        raise AutoscalingClientError("ValidationError", f"AutoScalingGroup name not found - {group}")
    refresh = {
        "InstanceRefreshId": str(uuid.uuid4()),
        "AutoScalingGroupName": group,
        "Status": "Successful",
        "StartTime": utcnow(),
        "EndTime": utcnow(),
        "PercentageComplete": 100,
        "InstancesToUpdate": 0,
    }
    store_of(self.autoscaling_backend, "refreshes").setdefault(group, []).insert(0, refresh)
    return ActionResult({"InstanceRefreshId": refresh["InstanceRefreshId"]})


@adds(AutoScalingResponse)
def describe_instance_refreshes(self):
    asked = self._get_params()
    refreshes = store_of(self.autoscaling_backend, "refreshes").get(asked["AutoScalingGroupName"], [])
    wanted = asked.get("InstanceRefreshIds")
    return ActionResult(
        {"InstanceRefreshes": [r for r in refreshes if not wanted or r["InstanceRefreshId"] in wanted]}
    )


@adds(AutoScalingResponse)
def cancel_instance_refresh(self):
    raise AutoscalingClientError("ActiveInstanceRefreshNotFound", "No in progress or pending Instance Refresh found")


@wraps(AutoScalingResponse, "delete_auto_scaling_group")
def delete_auto_scaling_group(original, self):
    result = original(self)
    store_of(self.autoscaling_backend, "refreshes").pop(self._get_params()["AutoScalingGroupName"], None)
    return result
