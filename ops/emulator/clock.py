"""The time by which waiting rules go: a role that was just made, a queue's name after its deletion.

Seconds of the system's clock; a test moves it forward instead of sleeping.
"""

import time

_ahead = 0.0


def now() -> float:
    return time.time() + _ahead


def move(seconds: float) -> None:
    """For tests: from now on it is that much later."""
    global _ahead
    _ahead += seconds


def reset() -> None:
    global _ahead
    _ahead = 0.0
