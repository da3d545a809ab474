"""Which operation of AWS a REST call is: method, path, query and headers held against botocore's model of the service."""

import functools
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

import botocore.exceptions
import botocore.session


@dataclass(frozen=True)
class RestOperation:
    """One operation of a service, and what a call of it looks like."""

    name: str
    method: str
    path: re.Pattern
    # None: any value
    query: dict[str, str | None]
    headers: frozenset[str]

    def fits(self, method: str, path: str, query: dict[str, str], environ: dict[str, Any]) -> re.Match | None:
        if method != self.method or not all(_header(name) in environ for name in self.headers):
            return None
        for key, value in self.query.items():
            if key not in query or value not in (None, query[key]):
                return None
        return self.path.fullmatch(path)


@functools.cache
def service_model(service: str) -> Any | None:
    """botocore's model of a service, by botocore's name of it; None when there is none."""
    try:
        return botocore.session.get_session().get_service_model(service)
    except botocore.exceptions.UnknownServiceError:
        return None


def rest_operation(service: str, environ: dict[str, Any], query: dict[str, str]) -> tuple[str | None, dict[str, str]]:
    """The operation's name and the parameters in its path; no name when the service has no such operation."""
    # as it was sent: a name in a path may hold an encoded slash
    path = environ.get("REQUEST_URI", environ["PATH_INFO"]).partition("?")[0]
    for operation in _rest_operations(service):
        match = operation.fits(environ["REQUEST_METHOD"], path, query, environ)
        if match:
            return operation.name, {key: unquote(value) for key, value in match.groupdict().items()}
    return None, {}


def _header(name: str) -> str:
    return "HTTP_" + name.upper().replace("-", "_")


@functools.cache
def _rest_operations(service: str) -> list[RestOperation]:
    """The most specific operation first."""
    model = service_model(service)
    operations = [] if model is None else [_rest_operation(model.operation_model(name)) for name in model.operation_names]
    # of two with the same form, such as GetBucketLifecycle and its successor, the one that is last by name
    operations.sort(key=lambda operation: operation.name, reverse=True)
    return sorted(operations, key=lambda it: (-len(it.query) - len(it.headers), -_literal_length(it.path)))


def _rest_operation(operation: Any) -> RestOperation:
    path, _, query = operation.http["requestUri"].partition("?")
    required = {key: value or "" for key, value in parse_qsl(query, keep_blank_values=True)}
    in_query = _required_members(operation, "querystring")
    headers = _required_members(operation, "header")
    return RestOperation(
        operation.name,
        operation.http["method"],
        _path_pattern(path),
        {**required, **dict.fromkeys(in_query)},
        frozenset(headers),
    )


def _required_members(operation: Any, location: str) -> list[str]:
    shape = operation.input_shape
    members = [] if shape is None else [shape.members[name].serialization for name in shape.required_members]
    return [member["name"] for member in members if member.get("location") == location]


def _path_pattern(path: str) -> re.Pattern:
    parts = re.split(r"(\{\w+\+?\})", path.rstrip("/") or "/")
    pattern = "".join(
        f"(?P<{part.strip('{}+')}>{'.+' if part.endswith('+}') else '[^/]+'})" if part.startswith("{") else re.escape(part)
        for part in parts
    )
    return re.compile(pattern + "/?")


def _literal_length(pattern: re.Pattern) -> int:
    return len(re.sub(r"\(\?P<\w+>[^)]*\)", "", pattern.pattern))
