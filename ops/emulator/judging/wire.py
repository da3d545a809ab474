"""Reads the parameters of a request as botocore's model names them, and says what the model does not know.

One reader per protocol, each a walk along the shapes of the model:
https://smithy.io/2.0/aws/protocols/index.html (awsJson, restJson1, restXml, awsQuery, ec2Query).
"""

import base64
import binascii
import json
from typing import Any
from xml.etree import ElementTree

from judging.problem import Problem

Where = tuple[str | int, ...]
Problems = list[Problem]
# nothing was sent for a member
ABSENT = object()


class Unreadable(Exception):
    """The body is not in the form of its protocol."""


def read_json(shape: Any, body: bytes, problems: Problems) -> Any:
    try:
        value = json.loads(body or b"{}")
    except ValueError as error:
        raise Unreadable(f"the body is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise Unreadable("the body is no JSON object")
    return _from_json(shape, value, (), problems)


def _from_json(shape: Any, value: Any, where: Where, problems: Problems) -> Any:
    kind = shape.type_name
    if kind == "structure" and not getattr(shape, "is_document_type", False):
        if not isinstance(value, dict):
            return _wrong_type(shape, value, where, problems)
        names = _wire_names(shape, "json")
        found = {}
        for key, child in value.items():
            if key not in names:
                # a member of the path or the query may be sent in the body as well; `__type` is everybody's
                if key != "__type" and key not in shape.members:
                    problems.append(Problem("unknown", (*where, key), child))
            elif child is not None:
                name, member = names[key]
                found[name] = _from_json(member, child, (*where, name), problems)
        return found
    if kind == "list":
        if not isinstance(value, list):
            return _wrong_type(shape, value, where, problems)
        return [_from_json(shape.member, child, (*where, index), problems) for index, child in enumerate(value, 1)]
    if kind == "map":
        if not isinstance(value, dict):
            return _wrong_type(shape, value, where, problems)
        return {key: _from_json(shape.value, child, (*where, key), problems) for key, child in value.items()}
    if not isinstance(value, _JSON_TYPES.get(kind, object)) or (isinstance(value, bool) and kind in _NUMBERS):
        return _wrong_type(shape, value, where, problems)
    return _decoded(shape, value, where, problems) if kind == "blob" else value


_JSON_TYPES = {
    "string": str,
    "character": str,
    "blob": str,
    "boolean": bool,
    "integer": (int, float),
    "long": (int, float),
    # "NaN" and "Infinity" are strings
    "float": (int, float, str),
    "double": (int, float, str),
    "timestamp": (int, float, str),
}
_NUMBERS = {"integer", "long", "float", "double"}


def read_form(shape: Any, pairs: list[tuple[str, str]], protocol: str, problems: Problems) -> Any:
    """`A.1.B=x` of a form, for the protocols `query` and `ec2`."""
    root: dict[Any, Any] = {}
    for key, value in pairs:
        node = root
        for part in key.split("."):
            node = node.setdefault(part, {})
        node[None] = value
    return _from_tree(shape, root, protocol, (), problems)


def _from_tree(shape: Any, node: dict[Any, Any], protocol: str, where: Where, problems: Problems) -> Any:
    kind = shape.type_name
    if kind == "structure":
        names = _wire_names(shape, protocol)
        found = {}
        for key, child in node.items():
            if key is None:
                continue
            if key not in names:
                problems.append(Problem("unknown", (*where, key), child.get(None, "")))
            else:
                name, member = names[key]
                found[name] = _from_tree(member, child, protocol, (*where, name), problems)
        return found
    if kind == "list":
        items = node if protocol == "ec2" or shape.serialization.get("flattened") else _inner(shape.member, node, "member")
        return [
            _from_tree(shape.member, items[key], protocol, (*where, index), problems)
            for index, key in enumerate(_positions(items), 1)
        ]
    if kind == "map":
        entries = node if shape.serialization.get("flattened") else node.get("entry", {})
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        found = {}
        for position in _positions(entries):
            key = entries[position].get(key_name, {}).get(None, "")
            value = entries[position].get(value_name, {})
            found[key] = _from_tree(shape.value, value, protocol, (*where, key), problems)
        return found
    return _from_text(shape, node.get(None, ""), where, problems)


def _inner(member: Any, node: dict[Any, Any], default: str) -> dict[Any, Any]:
    # some clients leave the name of the members out
    return node.get(member.serialization.get("name", default), {}) or node.get("member", {})


def _positions(node: dict[Any, Any]) -> list[str]:
    return sorted((key for key in node if isinstance(key, str) and key.isdecimal()), key=int)


def read_xml(shape: Any, body: bytes, problems: Problems) -> Any:
    if not body.strip():
        return {}
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise Unreadable(f"the body is no XML: {error}") from error
    return _from_xml(shape, root, (), problems)


def _from_xml(shape: Any, node: ElementTree.Element, where: Where, problems: Problems) -> Any:
    kind = shape.type_name
    if kind == "structure":
        names = _wire_names(shape, "xml")
        found: dict[str, Any] = {}
        for child in node:
            tag = _tag(child)
            if tag not in names:
                problems.append(Problem("unknown", (*where, tag), child.text))
                continue
            name, member = names[tag]
            if member.type_name == "list" and member.serialization.get("flattened"):
                items = found.setdefault(name, [])
                items.append(_from_xml(member.member, child, (*where, name, len(items) + 1), problems))
            else:
                found[name] = _from_xml(member, child, (*where, name), problems)
        for name, member in shape.members.items():
            attribute = member.serialization.get("name", name).split(":")[-1]
            if member.serialization.get("xmlAttribute"):
                values = [value for key, value in node.attrib.items() if key.split("}")[-1] == attribute]
                found.update({name: values[0]} if values else {})
        return found
    if kind == "list":
        return [_from_xml(shape.member, child, (*where, index), problems) for index, child in enumerate(node, 1)]
    return _from_text(shape, node.text or "", where, problems)


def _tag(node: ElementTree.Element) -> str:
    return node.tag.split("}")[-1]


def read_location(shape: Any, value: Any, where: Where, problems: Problems) -> Any:
    """A parameter in the path, the query or a header."""
    if shape.type_name == "list":
        values = value if isinstance(value, list) else [part.strip() for part in value.split(",")]
        return [_from_text(shape.member, item, (*where, index), problems) for index, item in enumerate(values, 1)]
    if shape.type_name == "map":
        return value
    return _from_text(shape, value[0] if isinstance(value, list) else value, where, problems)


def _from_text(shape: Any, text: str, where: Where, problems: Problems) -> Any:
    kind = shape.type_name
    if kind == "blob":
        return _decoded(shape, text, where, problems)
    if kind == "boolean":
        return text == "true" if text in ("true", "false") else _wrong_type(shape, text, where, problems)
    if kind in _NUMBERS:
        try:
            return int(text) if kind in ("integer", "long") else float(text)
        except ValueError:
            return _wrong_type(shape, text, where, problems)
    return text


def _decoded(shape: Any, text: str, where: Where, problems: Problems) -> Any:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return _wrong_type(shape, text, where, problems)


def _wrong_type(shape: Any, value: Any, where: Where, problems: Problems) -> Any:
    sensitive = bool(shape.metadata.get("sensitive"))
    problems.append(Problem("type", where, value, f"Member must be of type {shape.type_name}", sensitive))
    return ABSENT


def _wire_names(shape: Any, protocol: str) -> dict[str, tuple[str, Any]]:
    """The members of a structure by the names that a protocol gives them; kept on the shape."""
    cache = shape.__dict__.setdefault("stowage_wire_names", {})
    if protocol not in cache:
        cache[protocol] = {
            _wire_name(member, name, protocol): (name, member)
            for name, member in shape.members.items()
            if protocol not in ("json", "xml") or "location" not in member.serialization
        }
    return cache[protocol]


def _wire_name(member: Any, name: str, protocol: str) -> str:
    serialization = member.serialization
    if protocol == "ec2":
        own = serialization.get("name")
        return serialization.get("queryName") or (own[0].upper() + own[1:] if own else name)
    if member.type_name == "list" and serialization.get("flattened") and protocol in ("query", "xml"):
        return member.member.serialization.get("name") or serialization.get("name", name)
    return serialization.get("name", name)
