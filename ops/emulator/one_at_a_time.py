"""moto keeps its state in plain dictionaries, and one thread may change what another is walking through.

Terraform calls ten at a time. Without this, one of twenty applies (five at once, on two cores) meets "dictionary changed
size during iteration". When its call has done half of its work by then, the client repeats the call and hears that the role
or the rule exists already.
"""

import contextlib
import re
import threading
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

# ReceiveMessage waits up to 20 seconds for a message, which another call has to send
WAITS = re.compile(r"Credential=[^,\s]+/sqs/aws4_request")


class OneAtATime:
    """WSGI middleware: the next call begins when the one before has its whole answer. Calls of SQS wait for nobody."""

    def __init__(self, application: Application):
        self._application = application
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        waits = WAITS.search(environ.get("HTTP_AUTHORIZATION", ""))
        with contextlib.nullcontext() if waits else self._lock:
            answer = self._application(environ, start_response)
            try:
                return list(answer)
            finally:
                getattr(answer, "close", lambda: None)()
