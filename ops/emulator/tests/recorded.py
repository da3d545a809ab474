"""Real requests, as Terraform and the rehearsals sent them, and ways to change one thing in them.

`recorded.jsonl` holds up to three of each operation of dev, prod and the examples: method, address, the headers that say
which operation it is, and the body.
"""

import base64
import functools
import io
import json
import pathlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from judging.call import Call, read_call

DROP = object()


@dataclass(frozen=True)
class Recorded:
    operation: str
    environ: dict[str, str]
    body: bytes

    def call(self) -> Call:
        return read_call(self.wsgi(), self.body)

    def wsgi(self) -> dict[str, Any]:
        return {**self.environ, "CONTENT_LENGTH": str(len(self.body)), "wsgi.input": io.BytesIO(self.body)}

    @property
    def is_form(self) -> bool:
        return self.environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")


Mutation = Callable[[Recorded], Recorded]


@functools.cache
def recorded() -> tuple[Recorded, ...]:
    lines = pathlib.Path(__file__).with_name("recorded.jsonl").read_text().splitlines()
    entries = [json.loads(line) for line in lines]
    return tuple(Recorded(it["operation"], it["environ"], base64.b64decode(it["body"])) for it in entries)


def real(operation: str, having: str = "") -> Recorded:
    """The first recorded request of an operation whose body, as it was sent, has that text."""
    for request in recorded():
        if request.operation == operation and having.encode() in request.body:
            return request
    raise LookupError(f"no {operation} with {having!r} was recorded")


def put(path: str, value: Any) -> Mutation:
    """Sets a field of a form, or a member of JSON (`containerDefinitions.0.memory`); DROP takes it away."""

    def mutate(request: Recorded) -> Recorded:
        if request.is_form:
            fields = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
            _set(fields, [path], value)
            return replace(request, body=urlencode(fields).encode())
        document = json.loads(request.body)
        _set(document, path.split("."), value)
        return replace(request, body=json.dumps(document).encode())

    return mutate


def put_inside(member: str, path: str, value: Any) -> Mutation:
    """Sets something in JSON that is the text of a member, such as a policy."""

    def mutate(request: Recorded) -> Recorded:
        if request.is_form:
            text = dict(parse_qsl(request.body.decode()))[member]
        else:
            text = functools.reduce(lambda node, key: node[_key(node, key)], member.split("."), json.loads(request.body))
        document = json.loads(text)
        _set(document, path.split("."), value)
        return put(member, json.dumps(document))(request)

    return mutate


def put_all(*mutations: Mutation) -> Mutation:
    return lambda request: functools.reduce(lambda changed, mutation: mutation(changed), mutations, request)


def swap(old: str, new: str) -> Mutation:
    """In the body as it was sent."""

    def mutate(request: Recorded) -> Recorded:
        if old.encode() not in request.body:
            raise LookupError(f"{old} is not in the request")
        return replace(request, body=request.body.replace(old.encode(), new.encode(), 1))

    return mutate


def elsewhere(old: str, new: str) -> Mutation:
    """In the address."""

    def mutate(request: Recorded) -> Recorded:
        return replace(request, environ={key: value.replace(old, new) for key, value in request.environ.items()})

    return mutate


def body(content: str) -> Mutation:
    return lambda request: replace(request, body=content.encode())


def _set(document: Any, path: list[str], value: Any) -> None:
    for key in path[:-1]:
        node = document[_key(document, key)] if not isinstance(document, dict) or key in document else document.setdefault(key, {})
        document = node
    last = _key(document, path[-1])
    if value is DROP:
        del document[last]
    elif isinstance(document, list) and last == len(document):
        document.append(value)
    else:
        document[last] = value


def _key(node: Any, key: str) -> Any:
    return int(key) if isinstance(node, list) else key
