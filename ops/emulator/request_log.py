"""One JSON line per AWS call: which action, on what, by whom, and how it ended.

    {"time": 1764000000.1, "service": "iam", "action": "GetRole", "caller": "AKIA...", "region": "eu-central-1",
     "status": 200, "milliseconds": 4, "parameters": {"RoleName": "scraper"}, "arns": []}

Meant for comparing the calls that were made with the policies that allow them. Values that could be secret are never
written: only parameters that name a resource, and ARNs.
"""

import io
import json
import re
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from operations import rest_operation

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
    action, path_parameters = rest_operation(service, environ, query)
    if action is None:
        path = environ.get("REQUEST_URI", environ["PATH_INFO"]).partition("?")[0]
        action = f"{environ['REQUEST_METHOD']} {path}"
    # the body of an S3 call is an object or XML: a Terraform state must not be taken for parameters
    return action, {**query, **({} if service == "s3" else _json(body)), **path_parameters}


def _json(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


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
