"""What is wrong with a request, before anybody has said it in the words of a service."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One member that breaks its model."""

    # missing, unknown, type, enum, length, range or pattern
    kind: str
    # the members down to it, as the model names them; positions in lists from 1
    where: tuple[str | int, ...]
    value: Any = None
    # such as `Member must have length less than or equal to 64`
    constraint: str = ""
    sensitive: bool = False

    def shown(self) -> str:
        """The value as an error shows it: never a secret, never a whole file."""
        if self.sensitive:
            return "***"
        text = str(self.value)
        return text if len(text) <= 400 else f"{text[:400]}..."
