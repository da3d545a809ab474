"""How answers leave the emulator."""

import socket
import threading
import types
import unittest
from collections.abc import Callable
from typing import Any

from handler import Handler


def answers(request: bytes, body: bytes = b"") -> list[bytes]:
    """What is sent, one entry per time that something is; the request's body follows when it is asked for."""
    # packets keep their bounds, where a TCP connection would join them
    client, server = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

    def application(environ: dict[str, Any], start_response: Callable) -> list[bytes]:
        asked = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response("200 OK", [("Content-Length", str(len(asked) + 4))])
        return [b"got " + asked]

    of_werkzeug = types.SimpleNamespace(
        app=application, multithread=True, multiprocess=False, server_address=("127.0.0.1", 80), ssl_context=None
    )
    handling = threading.Thread(target=Handler, args=(server, ("127.0.0.1", 1), of_werkzeug))
    with client, server:
        client.settimeout(30)
        client.send(request)
        handling.start()
        sent = [client.recv(65536)]
        if body:
            client.send(body)
        while not sent[-1].endswith(b"got " + body):
            sent.append(client.recv(65536))
        handling.join()
    return sent


class Answers(unittest.TestCase):
    def test_headers_and_body_leave_in_one_piece(self):
        (whole,) = answers(b"GET / HTTP/1.1\r\nHost: aws\r\n\r\n")
        self.assertTrue(whole.startswith(b"HTTP/1.1 200 OK\r\n"), whole)

    def test_who_waits_to_be_told_to_go_on_is_told(self):
        request = b"PUT /state HTTP/1.1\r\nHost: aws\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
        first, *_, last = answers(request, b"state")
        self.assertTrue(first.startswith(b"HTTP/1.1 100 Continue\r\n"), first)
        self.assertTrue(last.endswith(b"got state"), last)


if __name__ == "__main__":
    unittest.main()
