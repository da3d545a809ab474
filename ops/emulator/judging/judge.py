"""WSGI middleware before moto: what AWS would refuse is refused, in AWS's words, and remembered (refusals.py)."""

import io
import re
from collections.abc import Callable, Iterable
from typing import Any

import refusals
import rules
from judging.answers import answer, code_of, model_refusal
from judging.call import Call, NotJudged, read_call
from judging.models import problems_of

# code, text, and the member at fault
Refused = tuple[str, str, tuple[str | int, ...]]
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
# an object of S3 may be longer; no other request is
MAX_BODY = 4_000_000
NAMES_A_RESOURCE = re.compile(r"(name|arn|id|url|family|key|cluster|identifier|prefix|description|bucket)$", re.I)
NEVER_SHOWN = re.compile(r"(secret|password|token|userdata|body)", re.I)
MAX_NAMES = 40


class Judge:
    def __init__(self, application: Application):
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            call = read_call(environ, _body(environ))
            refused = judge(call)
        except NotJudged as reason:
            refusals.count_not_judged(str(reason))
            return self._application(environ, start_response)
        refusals.count_judged()
        if refused is None:
            return self._application(environ, start_response)
        code, message, where = refused
        refusals.record(call.service, call.operation, code, message, names_in(call, where))
        status, headers, body = answer(call, code, message)
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def judge(call: Call) -> Refused | None:
    """Code and text with which AWS refuses the call, and the member at fault; None when it takes it."""
    problems = [*call.problems]
    if call.input_shape is not None:
        problems += problems_of(call.input_shape, call.parameters)
    # the table reads only what has the model's form
    formless = [problem for problem in problems if problem.kind in ("type", "missing", "unknown")]
    refused = None if formless else _by_rules(call)
    # where both know a rule, a code of its own is the table's, and the framework's words are the model's
    if problems and (refused is None or refused[0] == code_of(call)):
        return *model_refusal(call, formless or problems), (formless or problems)[0].where
    return refused


def _by_rules(call: Call) -> Refused | None:
    try:
        return rules.first_refusal(call)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        # a fault of a rule is said, and stops nobody's work
        raise NotJudged(f"{call.service} {call.operation} (a rule failed: {type(error).__name__}: {error})") from error


def names_in(call: Call, where: tuple[str | int, ...]) -> dict[str, str]:
    """What names the resource in a request, and the value at fault: enough to find the construct that asked for it."""
    names = {}
    for path, value in _texts(call.parameters, ()):
        if path == where or (isinstance(path[-1], str) and NAMES_A_RESOURCE.search(path[-1])):
            if not any(isinstance(part, str) and NEVER_SHOWN.search(part) for part in path) and len(value) <= 2048:
                names[".".join(str(part) for part in path)] = value
    return dict(list(names.items())[:MAX_NAMES])


def _texts(value: Any, path: tuple[str | int, ...]) -> Iterable[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _texts(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value, 1):
            yield from _texts(child, (*path, index))
    elif isinstance(value, str) and path:
        yield path, value


def _body(environ: dict[str, Any]) -> bytes | None:
    """The body, which is put back for the application; None when it is too long or comes in chunks."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length == 0:
        return None if environ.get("HTTP_TRANSFER_ENCODING") else b""
    if length > MAX_BODY:
        return None
    body = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    return body

