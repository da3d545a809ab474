"""One line of the table: where a value stands in a request, what AWS takes there, its words when it does not, the source."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from judging.call import Call

Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Coded:
    """A refusal with a code of its own; a plain text gets the rule's or the service's."""

    code: str
    message: str


Verdict = str | Coded | None
# what is wrong with a value, in AWS's words; None when nothing is
Test = Callable[[Any, Call], Verdict]


@dataclass(frozen=True)
class Rule:
    service: str
    operations: tuple[str, ...]
    # members from the top of the request, such as `IpPermissions[].IpRanges[].Description`; `[]` goes into a list, an
    # empty path is the whole request
    at: str
    test: Test
    source: str
    # the service's own for an invalid value, when there is none
    code: str | None = None

    def verdicts(self, call: Call) -> Iterator[tuple[Where, Verdict]]:
        for where, value in values_at(call.parameters, self.at):
            yield where, self.test(value, call)


def rule(operations: str, at: str, test: Test, source: str, code: str | None = None) -> Rule:
    """`operations`: a service and its operations, such as `ec2 CreateVpc|CreateSubnet`."""
    service, names = operations.split(" ")
    return Rule(service, tuple(names.split("|")), at, test, source, code)


def values_at(parameters: Any, path: str) -> Iterator[tuple[Where, Any]]:
    """Every value at a path that was sent, with its place."""
    found: list[tuple[Where, Any]] = [((), parameters)]
    for part in path.split(".") if path else []:
        name = part.removesuffix("[]")
        found = [
            ((*where, name), value[name]) for where, value in found if isinstance(value, dict) and value.get(name) is not None
        ]
        if part.endswith("[]"):
            found = [
                ((*where, index), item)
                for where, value in found
                if isinstance(value, list)
                for index, item in enumerate(value, 1)
            ]
    yield from found


def text(says: str, alphabet: str, least: int = 0, most: int = 10**9, not_like: str | None = None) -> Test:
    """
    A text of an alphabet and length.

    :param says: AWS's words; `{value}` stands for what was sent
    :param alphabet: a regular expression for one character
    :param not_like: a regular expression for what is refused all the same, looked for anywhere
    """
    admitted = re.compile(f"(?:{alphabet}){{{least},{most}}}")
    forbidden = re.compile(not_like) if not_like else None

    def test(value: Any, _call: Call) -> Verdict:
        fits = isinstance(value, str) and admitted.fullmatch(value) and not (forbidden and forbidden.search(value))
        return None if fits else says.replace("{value}", str(value))

    return test


def number(least: float, most: float, says: str) -> Test:
    """A number, or the text of a whole one, in a range."""

    def test(value: Any, _call: Call) -> Verdict:
        whole = not isinstance(value, str) or re.fullmatch(r"-?\d{1,18}", value)
        fits = whole and isinstance(value, (int, float, str)) and least <= float(value) <= most
        return None if fits else says.replace("{value}", str(value))

    return test


def one_of(allowed: list[Any] | tuple[Any, ...], says: str) -> Test:
    def test(value: Any, _call: Call) -> Verdict:
        return None if value in allowed else says.replace("{value}", str(value)).replace("{allowed}", ", ".join(map(str, allowed)))

    return test


def attributes(
    known: dict[str, Test],
    unknown: Callable[[str], Verdict],
    invalid: Callable[[str, str, str], Verdict] = lambda name, value, problem: problem,
) -> Test:
    """A map of attributes: each of them known, each value as its test wants it."""

    def test(value: Any, call: Call) -> Verdict:
        for name, item in value.items():
            if name not in known:
                return unknown(name)
            problem = known[name](item, call)
            if problem is not None:
                return problem if isinstance(problem, Coded) else invalid(name, item, problem)
        return None

    return test


def anything(_value: Any, _call: Call) -> Verdict:
    return None
