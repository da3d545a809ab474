"""One JSON line per AWS call: which action, on what, by whom, and how it ended.

    {"time": 1764000000.1, "service": "iam", "action": "GetRole", "caller": "AKIA...", "region": "eu-central-1",
     "status": 200, "milliseconds": 4, "parameters": {"RoleName": "scraper"}, "arns": []}

Meant for comparing the calls that were made with the policies that allow them. Values that could be secret are never
written: only parameters that name a resource, and ARNs.
"""

import functools
import io
import json
import re
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote

import botocore.exceptions
import botocore.session

CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/\d+/([^/]+)/([^/]+)/")
NAMES_A_RESOURCE = re.compile(r"(arn|name|names|id|ids|url|prefix|cluster|service|family|bucket|key|taskdefinition)$", re.I)
# looks like the name of a resource, yet may be worth hiding or says nothing
NEVER = re.compile(r"(secret|password|token|accesskeyid|^x-id$)", re.I)
SECRET_ID = {"SecretId"}
MAX_BODY = 2_000_000
ERROR_TEXT = 300


class RequestLog:
    """WSGI middleware around the emulator."""

    def __init__(self, application: Any, path: str):
        self._application = application
        self._file = open(path, "a", buffering=1, encoding="utf-8")
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        started = time.time()
        body = _read_body(environ)
        answer = {"status": 0}

        def remember_status(status: str, headers: Any, exc_info: Any = None) -> Any:
            answer["status"] = int(status.split(" ")[0])
            return start_response(status, headers, exc_info)

        content = b"".join(self._application(environ, remember_status))
        entry = {"time": round(started, 3), **describe(environ, body), **answer}
        entry["milliseconds"] = round((time.time() - started) * 1000)
        if answer["status"] >= 400:
            entry["error"] = content[:ERROR_TEXT].decode(errors="replace")
        with self._lock:
            self._file.write(json.dumps(entry) + "\n")
        return [content]


def describe(environ: dict[str, Any], body: bytes) -> dict[str, Any]:
    credential = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    caller, region, service = credential.groups() if credential else ("", "", "")
    action, parameters = _call(environ, body, service)
    return {
        "service": service,
        "action": action,
        "caller": caller,
        "region": region,
        "parameters": {key: value for key, value in parameters.items() if _is_resource(key, value)},
        "arns": sorted({arn for arn in _strings(parameters) if arn.startswith("arn:")}),
    }


def _read_body(environ: dict[str, Any]) -> bytes:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if not 0 < length <= MAX_BODY:
        return b""
    body = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _call(environ: dict[str, Any], body: bytes, service: str) -> tuple[str, dict[str, Any]]:
    """The three ways AWS names an action: a header, a form field, or method and path."""
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return target.split(".")[-1], _json(body)
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        form = dict(parse_qsl(body.decode(errors="replace")))
        return form.pop("Action", "?"), form
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    # as it was sent: a name in a path may hold an encoded slash
    path = environ.get("REQUEST_URI", environ["PATH_INFO"]).partition("?")[0]
    action, path_parameters = _rest_action(service, environ["REQUEST_METHOD"], path, query)
    # the body of an S3 call is an object or XML: a Terraform state must not be taken for parameters
    return action, {**query, **({} if service == "s3" else _json(body)), **path_parameters}


def _json(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _rest_action(service: str, method: str, path: str, query: dict[str, str]) -> tuple[str, dict[str, str]]:
    for of_method, pattern, required, name in _rest_operations(service):
        match = pattern.fullmatch(path) if of_method == method and required.items() <= _asked(query, required) else None
        if match:
            return name, {key: unquote(value) for key, value in match.groupdict().items()}
    return f"{method} {path}", {}


def _asked(query: dict[str, str], required: dict[str, str | None]) -> Any:
    """The query, with each required key that may have any value turned into None."""
    return {key: None if required.get(key, "") is None else value for key, value in query.items()}.items()


@functools.cache
def _rest_operations(service: str) -> list[tuple[str, re.Pattern, dict[str, str | None], str]]:
    """From botocore's model of the service; the most specific operation first."""
    try:
        model = botocore.session.get_session().get_service_model(service)
    except botocore.exceptions.UnknownServiceError:
        return []
    operations = []
    for name in model.operation_names:
        operation = model.operation_model(name)
        path, _, query = operation.http["requestUri"].partition("?")
        required = {key: value or "" for key, value in parse_qsl(query, keep_blank_values=True)}
        required.update(_required_query(operation))
        operations.append((operation.http["method"], _path_pattern(path), required, name))
    # at last by name from the end: CopyObject and PutObject differ in a header only, and PutObject is the likely one
    operations.sort(key=lambda item: item[3], reverse=True)
    return sorted(operations, key=lambda item: (-len(item[2]), -_literal_length(item[1])))


def _required_query(operation: Any) -> dict[str, None]:
    shape = operation.input_shape
    if shape is None:
        return {}
    members = [shape.members[name].serialization for name in shape.required_members]
    return {member["name"]: None for member in members if member.get("location") == "querystring"}


def _path_pattern(path: str) -> re.Pattern:
    parts = re.split(r"(\{\w+\+?\})", path.rstrip("/") or "/")
    pattern = "".join(
        f"(?P<{part.strip('{}+')}>{'.+' if part.endswith('+}') else '[^/]+'})" if part.startswith("{") else re.escape(part)
        for part in parts
    )
    return re.compile(pattern + "/?")


def _literal_length(pattern: re.Pattern) -> int:
    return len(re.sub(r"\(\?P<\w+>[^)]*\)", "", pattern.pattern))


def _is_resource(key: str, value: Any) -> bool:
    plain = isinstance(value, (str, int)) or (isinstance(value, list) and all(isinstance(v, str) for v in value))
    return plain and bool(NAMES_A_RESOURCE.search(key)) and (key in SECRET_ID or not NEVER.search(key))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, child in value.items():
            if key in SECRET_ID or not NEVER.search(key):
                yield from _strings(child)
    elif isinstance(value, list):
        for child in value:
            yield from _strings(child)
    elif isinstance(value, str):
        yield value
