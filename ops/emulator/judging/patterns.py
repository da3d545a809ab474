"""The regular expressions of AWS's models, which are Java's, as Python's `re` takes them.

Java's \\w, \\d and \\s are ASCII, its classes may name Unicode categories, and a pattern holds the whole text.
"""

import functools
import re
import sys
import unicodedata

# characters beyond the first plane, which Java writes as pairs of surrogates
SURROGATES = re.compile(r"\\uD800\\uDC00-\\uDBFF\\uDFFF", re.IGNORECASE)
CATEGORY = re.compile(r"\\p\{(\w+)\}")
# in a class Java takes \w-_ for \w, - and _
HYPHEN = re.compile(r"(\\[wds])-(?=[^\]])")
POSIX = {
    "ASCII": r"\x00-\x7f",
    "Alnum": "a-zA-Z0-9",
    "Alpha": "a-zA-Z",
    "Digit": "0-9",
    "Graph": r"\x21-\x7e",
    "Print": r"\x20-\x7e",
    "Lower": "a-z",
    "Upper": "A-Z",
    "Space": r"\s",
    "XDigit": "0-9a-fA-F",
    "Punct": r"!-/:-@\[-`{-~",
}


@functools.cache
def compiled(pattern: str) -> re.Pattern | None:
    """None for a pattern that is no regular expression in Python: it is not checked."""
    try:
        return re.compile(_translated(pattern), re.ASCII)
    except re.error:
        return None


def _translated(pattern: str) -> str:
    text = SURROGATES.sub(lambda _: "\U00010000-\U0010ffff", pattern)
    return _with_categories(HYPHEN.sub(r"\1\\-", text))


def _with_categories(pattern: str) -> str:
    parts, inside, index = [], False, 0
    while index < len(pattern):
        match = CATEGORY.match(pattern, index)
        if match:
            characters = POSIX.get(match.group(1)) or ranges(match.group(1))
            parts.append(characters if inside else f"[{characters}]")
            index = match.end()
            continue
        if pattern[index] == "\\":
            parts.append(pattern[index : index + 2])
            index += 2
            continue
        inside = pattern[index] == "[" or (inside and pattern[index] != "]")
        parts.append(pattern[index])
        index += 1
    return "".join(parts)


@functools.cache
def ranges(category: str) -> str:
    """All characters of a Unicode category such as `L` or `Nd`, as the inside of a class."""
    found: list[list[int]] = []
    for code in _codes():
        if unicodedata.category(chr(code)).startswith(category):
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in found)


def _codes() -> range:
    # letters end there; what lies beyond are private characters
    return range(min(0x32400, sys.maxunicode))
