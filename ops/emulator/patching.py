"""Replaces methods of moto, and can put the originals back.

A patch module declares its patches with the decorators below; nothing changes until `apply_all()`. Because
`undo_all()` restores plain moto, every test can show both halves of a patch: plain moto fails, patched moto does not.
When a newer moto learns the missing action, the first half fails and the patch can be dropped.
"""

import functools
from collections.abc import Callable
from typing import Any

_ABSENT = object()


class _Patch:
    """One attribute of one class of moto, and what stands in its place."""

    def __init__(self, owner: type, name: str, build: Callable[[Any], Any]):
        self.owner = owner
        self.name = name
        self.build = build
        self.original: Any = _ABSENT
        self.applied = False

    def apply(self) -> None:
        if self.applied:
            return
        self.original = self.owner.__dict__.get(self.name, _ABSENT)
        setattr(self.owner, self.name, self.build(getattr(self.owner, self.name, None)))
        self.applied = True

    def undo(self) -> None:
        if not self.applied:
            return
        if self.original is _ABSENT:
            delattr(self.owner, self.name)
        else:
            setattr(self.owner, self.name, self.original)
        self.applied = False


_patches: list[_Patch] = []


def _declare(owner: type, name: str, build: Callable[[Any], Any]) -> None:
    _patches.append(_Patch(owner, name, build))


def adds(owner: type) -> Callable[[Callable], Callable]:
    """An API action (or attribute) that moto lacks; the function's name is the action in snake case."""

    def decorate(function: Callable) -> Callable:
        _declare(owner, function.__name__, lambda _original: function)
        return function

    return decorate


def wraps(owner: type, name: str) -> Callable[[Callable], Callable]:
    """A method that moto has: the function gets the original first, then the call's own arguments."""

    def decorate(function: Callable) -> Callable:
        def build(original: Any) -> Callable:
            if original is None:
                raise AttributeError(f"moto's {owner.__name__} has no {name} any more; the patch needs a look")

            @functools.wraps(original)
            def patched(*args: Any, **kwargs: Any) -> Any:
                return function(original, *args, **kwargs)

            return patched

        _declare(owner, name, build)
        return function

    return decorate


def wraps_property(owner: type, name: str) -> Callable[[Callable], Callable]:
    """A read-only property that moto has: the function gets the original value and the object."""

    def decorate(function: Callable) -> Callable:
        def build(original: Any) -> property:
            if not isinstance(original, property):
                raise AttributeError(f"moto's {owner.__name__}.{name} is no property any more; the patch needs a look")
            return property(lambda self: function(original.fget(self), self))

        _declare(owner, name, build)
        return function

    return decorate


def sets(owner: type, name: str, value: Any) -> None:
    """A class attribute that gets another value."""
    _declare(owner, name, lambda _original: value)


def apply_all() -> None:
    for patch in _patches:
        patch.apply()


def undo_all() -> None:
    for patch in reversed(_patches):
        patch.undo()


def store_of(backend: Any, name: str) -> dict:
    """A dictionary kept on one backend (one account, one region), for what moto has no model of."""
    return backend.__dict__.setdefault(f"stowage_{name}", {})
