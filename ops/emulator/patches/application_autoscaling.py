"""Application Auto Scaling: tags of scalable targets.

ListTagsForResource, TagResource and UntagResource are missing: the provider reads the tags of every target after it made
one, retries the 500 for minutes and fails. Tags given at RegisterScalableTarget are forgotten.

A service that is not there, or not any more, can not be scaled
(https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html).
"""

import json

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse as Response
from moto.ecs.models import ecs_backends

from patching import adds, store_of, wraps
from relations import Call, rule


@rule("application-autoscaling", "RegisterScalableTarget")
def the_service_is_there(call: Call) -> None:
    _, _, name = call.asked.get("ResourceId", "").partition("/")
    service = call.backend(ecs_backends).services.get(name.replace("/", ":"))
    if call.asked.get("ServiceNamespace") == "ecs" and (service is None or service.status != "ACTIVE"):
        call.refuse("ValidationException", f"ECS service doesn't exist: {call.asked['ResourceId']}")


@wraps(Response, "register_scalable_target")
def register_scalable_target(original, self):
    answer = original(self)
    tags = self._get_param("Tags")
    if tags:
        _tags(self)[json.loads(answer)["ScalableTargetARN"]] = dict(tags)
    return answer


@wraps(Response, "deregister_scalable_target")
def deregister_scalable_target(original, self):
    target = self.applicationautoscaling_backend.targets[self._get_param("ScalableDimension")].get(
        self._get_param("ResourceId")
    )
    answer = original(self)
    if target is not None:
        _tags(self).pop(target.arn, None)
    return answer


@adds(Response)
def list_tags_for_resource(self):
    return json.dumps({"Tags": _tags(self).get(self._get_param("ResourceARN"), {})})


@adds(Response)
def tag_resource(self):
    _tags(self).setdefault(self._get_param("ResourceARN"), {}).update(self._get_param("Tags"))
    return "{}"


@adds(Response)
def untag_resource(self):
    tags = _tags(self).get(self._get_param("ResourceARN"), {})
    for key in self._get_param("TagKeys"):
        tags.pop(key, None)
    return "{}"


def _tags(response):
    return store_of(response.applicationautoscaling_backend, "tags")
