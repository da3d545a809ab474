"""One request as a call of an AWS API: which operation of which service, with which parameters."""

import gzip
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl

from judging.problem import Problem
from judging.wire import Unreadable, read_form, read_json, read_location, read_xml
from operations import rest_operation, service_model

CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/\d+/([^/]+)/([^/]+)/")
# services whose signatures name them otherwise than botocore does; the others' names are the same
SIGNED_AS = {
    "elasticloadbalancing": ("elbv2", "elb"),
    "monitoring": ("cloudwatch",),
    "elasticfilesystem": ("efs",),
    "ses": ("sesv2", "ses"),
    "states": ("stepfunctions",),
    "aps": ("amp",),
    "execute-api": (),
}
# what an SDK adds to the query of a REST call by itself
OF_THE_SDK = re.compile(r"^(x-id|X-Amz-.*)$")


class NotJudged(Exception):
    """The request is of no operation that botocore has a model of. The text is its name in the count."""


@dataclass
class Call:
    """A request that could be read."""

    service: str
    operation: str
    # query, ec2, json, rest-json or rest-xml: how it came, and how it is answered
    protocol: str
    region: str
    input_shape: Any
    parameters: dict[str, Any] = field(default_factory=dict)
    # what the model does not know, or what is of another type
    problems: list[Problem] = field(default_factory=list)


def read_call(environ: dict[str, Any], body: bytes | None) -> Call:
    """
    :param body: None when it was too long to be read
    :raises NotJudged: when it is of no known operation, or unreadable
    """
    credential = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    if credential is None:
        raise NotJudged(f"unsigned {environ['REQUEST_METHOD']}")
    region, signed = credential.group(2), credential.group(3)
    candidates = [name for name in SIGNED_AS.get(signed, (signed,)) if service_model(name) is not None]
    if not candidates:
        raise NotJudged(f"{signed} {environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
    if environ.get("HTTP_CONTENT_ENCODING") == "gzip" and body:
        body = gzip.decompress(body)
    read = _reader(environ)
    try:
        return read(candidates, environ, region, body)
    except Unreadable as problem:
        raise NotJudged(f"{signed} {problem}") from problem


def _reader(environ: dict[str, Any]) -> Any:
    if "HTTP_X_AMZ_TARGET" in environ:
        return _json_call
    if environ.get("HTTP_SMITHY_PROTOCOL") == "rpc-v2-cbor":
        return _cbor_call
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        return _form_call
    return _rest_call


def _operation(service: str, name: str) -> Any:
    model = service_model(service)
    if name not in model.operation_names:
        raise NotJudged(f"{service} {name}")
    return model.operation_model(name)


def _json_call(candidates: list[str], environ: dict[str, Any], region: str, body: bytes | None) -> Call:
    prefix, _, name = environ["HTTP_X_AMZ_TARGET"].rpartition(".")
    service = next((it for it in candidates if service_model(it).metadata.get("targetPrefix") == prefix), candidates[0])
    call = Call(service, name, "json", region, _operation(service, name).input_shape)
    if body is None:
        raise Unreadable(f"{name} with a body that is too long")
    if call.input_shape is not None:
        call.parameters = read_json(call.input_shape, body, call.problems)
    return call


def _cbor_call(candidates: list[str], environ: dict[str, Any], _region: str, _body: bytes | None) -> Call:
    raise NotJudged(f"{candidates[0]} {environ['PATH_INFO'].rpartition('/')[2]} in CBOR")


def _form_call(candidates: list[str], _environ: dict[str, Any], region: str, body: bytes | None) -> Call:
    pairs = parse_qsl((body or b"").decode(errors="replace"), keep_blank_values=True)
    named = dict(pairs)
    name, version = named.get("Action", "?"), named.get("Version")
    service = next((it for it in candidates if service_model(it).metadata["apiVersion"] == version), candidates[0])
    operation = _operation(service, name)
    metadata = service_model(service).metadata
    offered = {metadata["protocol"], *metadata.get("protocols", ())} & {"ec2", "query"}
    if not offered:
        raise NotJudged(f"{service} {name} as a form")
    call = Call(service, name, offered.pop(), region, operation.input_shape)
    sent = [(key, value) for key, value in pairs if key not in ("Action", "Version")]
    if call.input_shape is not None:
        call.parameters = read_form(call.input_shape, sent, call.protocol, call.problems)
    return call


def _rest_call(candidates: list[str], environ: dict[str, Any], region: str, body: bytes | None) -> Call:
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    single = {key: values[-1] for key, values in query.items()}
    for service in candidates:
        name, path_parameters = rest_operation(service, environ, single)
        if name is not None:
            break
    else:
        raise NotJudged(f"{candidates[0]} {environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
    operation = _operation(service, name)
    call = Call(service, name, service_model(service).metadata["protocol"], region, operation.input_shape)
    if call.input_shape is not None:
        _read_locations(call, environ, query, path_parameters)
        _read_payload(call, body)
        own = {key for key, _ in parse_qsl(operation.http["requestUri"].partition("?")[2], keep_blank_values=True)}
        _note_unknown(call, query, own)
    return call


def _read_locations(
    call: Call, environ: dict[str, Any], query: dict[str, list[str]], path_parameters: dict[str, str]
) -> None:
    for name, member in call.input_shape.members.items():
        location, wire = member.serialization.get("location"), member.serialization.get("name", name)
        value: Any = None
        if location == "uri":
            value = path_parameters.get(wire)
        elif location == "querystring":
            value = query.get(wire)
        elif location == "header":
            value = environ.get("CONTENT_TYPE" if wire == "Content-Type" else "HTTP_" + wire.upper().replace("-", "_"))
        if value is not None:
            # an SDK signs headers and the like: numbers and dates in them are not checked for their form
            call.parameters[name] = read_location(member, value, (name,), call.problems)


def _read_payload(call: Call, body: bytes | None) -> None:
    shape = call.input_shape
    read = read_xml if call.protocol == "rest-xml" else read_json
    payload = shape.serialization.get("payload")
    if payload is None:
        if any("location" not in member.serialization for member in shape.members.values()):
            call.parameters.update(read(shape, body or b"", call.problems))
    elif shape.members[payload].type_name == "structure" and body:
        problems: list[Problem] = []
        call.parameters[payload] = read(shape.members[payload], body, problems)
        call.problems += [Problem(it.kind, (payload, *it.where), it.value, it.constraint, it.sensitive) for it in problems]
    elif shape.members[payload].type_name in ("string", "blob") and call.operation != "PutObject":
        call.parameters[payload] = (body or b"").decode(errors="replace")


def _note_unknown(call: Call, query: dict[str, list[str]], own: set[str]) -> None:
    members = call.input_shape.members
    known = {
        member.serialization.get("name", name)
        for name, member in members.items()
        if member.serialization.get("location") == "querystring"
    }
    if any(member.type_name == "map" and member.serialization.get("location") == "querystring" for member in members.values()):
        return
    for key, values in query.items():
        if key not in known and key not in own and not OF_THE_SDK.match(key):
            call.problems.append(Problem("unknown", (key,), values[0]))
