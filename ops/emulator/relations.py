"""Refuses calls that AWS would refuse because of what exists, or does not, with AWS's own code and words.

A module of `patches/` states one such rule per function, and says nothing when the call is sound:

    @rule("ecs", "CreateService")
    def the_name_is_free(call):
        if ...:
            call.refuse("InvalidParameterException", "Creation of service was not idempotent.")

`refuse` is for what a person has to mend: it is listed (refusals.py). `hold` is for what the provider repeats until it
passes, on AWS as here: a role of this second, a group whose last holder is being deleted. It is answered and not listed; who
holds for ever makes the provider give up, as on AWS. What moto refuses by itself is listed too when it is in MOTO_REFUSES.

The rules see the call before moto does. Forms (alphabets, ranges, grammars) are not judged here.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, BaseResponse

import refusals
from patching import wraps
from request_log import NAMES_A_RESOURCE, NEVER

# (service, action, code) of what moto refuses as AWS does, and no retry mends
MOTO_REFUSES = {
    ("ec2", "CreateSubnet", "InvalidSubnet.Conflict"),
    ("ec2", "CreateSubnet", "InvalidSubnet.Range"),
    ("efs", "CreateMountTarget", "MountTargetConflict"),
    ("elbv2", "CreateRule", "PriorityInUse"),
    ("logs", "CreateLogGroup", "ResourceAlreadyExistsException"),
    ("rds", "DeleteDBInstance", "InvalidParameterCombination"),
}
CODE = re.compile(rb'<Code>([\w.]+)</Code>|"__type": ?"(?:[\w.]+#)?(\w+)"')


class Refusal(ServiceException):
    """AWS's answer: moto writes it in the protocol of the service that was called."""


@dataclass(frozen=True)
class Call:
    """One call, before moto has done anything."""

    response: BaseResponse
    service: str
    action: str

    @property
    def account(self) -> str:
        return self.response.current_account

    @property
    def region(self) -> str:
        return self.response.region

    def backend(self, backends: Any) -> Any:
        """This account's and region's part of moto's `ecs_backends` and the like."""
        return backends[self.account][self.region]

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The parameters, by the names of the API."""
        if self.response.automated_parameter_parsing:
            return self.response.params
        in_path = self.response.uri_match.groupdict() if self.response.uri_match else {}
        try:
            body = json.loads(self.response.body or "{}")
        except ValueError:
            body = {}
        return {**body, **in_path}

    def refuse(self, code: str, message: str) -> NoReturn:
        self.list(code, message)
        raise Refusal(code, message)

    def hold(self, code: str, message: str) -> NoReturn:
        raise Refusal(code, message)

    def list(self, code: str, message: str) -> None:
        entry = {"service": self.service, "action": self.action, "code": code, "message": message, "names": self._names()}
        # a refused call that the provider repeats is one mistake
        if entry not in refusals.refused():
            refusals.record(**entry)

    def _names(self) -> dict[str, str]:
        named = {key: value for key, value in self.asked.items() if NAMES_A_RESOURCE.search(key) and not NEVER.search(key)}
        return {key: value for key, value in named.items() if isinstance(value, str)}


Rule = Callable[[Call], None]
_rules: dict[tuple[str, str], list[Rule]] = {}


def rule(service: str, *actions: str) -> Callable[[Rule], Rule]:
    """The function is asked before each of these actions; `service` is boto3's name of it."""

    def decorate(function: Rule) -> Rule:
        for action in actions:
            _rules.setdefault((service, action), []).append(function)
        return function

    return decorate


@wraps(BaseResponse, "call_action")
def call_action(original, self):
    call = Call(self, self.boto3_service_name, self._get_action() or "")
    try:
        for judge in _rules.get((call.service, call.action), []):
            judge(call)
    # also what moto says when a rule looks for something that is not there
    except ServiceException as refusal:
        status, headers, body = self.serialized(ActionResult(refusal))
        return status, {**headers, "status": str(status)}, body
    status, headers, body = original(self)
    if int(status) >= 400:
        _list_what_moto_refuses(call, body)
    return status, headers, body


def _list_what_moto_refuses(call: Call, body: Any) -> None:
    text = body.encode() if isinstance(body, str) else bytes(body or b"")
    found = CODE.search(text)
    code = (found[1] or found[2]).decode() if found else ""
    if (call.service, call.action, code) in MOTO_REFUSES:
        message = re.search(rb'<Message>(.*?)</Message>|"[mM]essage": ?"(.*?)"', text)
        call.list(code, (message[1] or message[2]).decode() if message else "")
