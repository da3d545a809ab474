"""What a host finds in the network: metadata service, internet, AWS. And, on the host, the agent's credentials and /dev/log.

    world.py world RELAY       169.254.169.254:80, 198.51.100.1:80 (internet) and :4566 (AWS, through the socket RELAY)
    world.py host FOLDER       127.0.0.1:51679, and FOLDER/dev/log into FOLDER/journal

Prints `ready` once everything listens.
"""

import json
import os
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

INSTANCE = "/latest/meta-data/instance-id"
ROLE = "/latest/meta-data/iam/security-credentials/"
TOKEN = "token-of-this-instance"


class Metadata(BaseHTTPRequestHandler):
    """IMDSv2: nothing without a token. Answers come from the file `metadata.json` beside the relay, read at each request."""

    protocol_version = "HTTP/1.1"
    folder = ""

    def answer(self, status, body=""):
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def settings(self):
        with open(os.path.join(self.folder, "metadata.json")) as file:
            return json.load(file)

    def do_PUT(self):  # noqa: N802
        if self.settings().get("failing"):
            self.answer(503, "<html>not a token</html>")
        elif self.path == "/latest/api/token" and self.headers.get("X-aws-ec2-metadata-token-ttl-seconds"):
            self.answer(200, TOKEN)
        else:
            self.answer(400)

    def do_GET(self):  # noqa: N802
        if self.headers.get("X-aws-ec2-metadata-token") != TOKEN:
            self.answer(401, "<html>no token</html>")
        elif self.path == INSTANCE:
            self.answer(200, self.settings()["instance"])
        elif self.path == ROLE:
            self.answer(200, "host-role")
        elif self.path == ROLE + "host-role":
            keys = {"AccessKeyId": "ASIAHOST", "SecretAccessKey": "secret", "Token": "session"}
            times = {"LastUpdated": "2026-01-01T00:00:00Z", "Expiration": "2099-01-01T00:00:00Z"}
            self.answer(200, json.dumps({"Code": "Success", "Type": "AWS-HMAC", **keys, **times}))
        else:
            self.answer(404, "<html>not found</html>")

    def log_message(self, *_):
        pass


class Says(BaseHTTPRequestHandler):
    """Answers every request with who it is."""

    def do_GET(self):  # noqa: N802
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{self.server.words} {self.client_address[0]}".encode())

    def log_message(self, *_):
        pass


def serve(address, port, handler, words=""):
    server = ThreadingHTTPServer((address, port), handler)
    server.words = words
    threading.Thread(target=server.serve_forever).start()


def relay(port, target):
    """Bytes between TCP connections and a Unix socket, which namespaces do not keep apart."""
    listener = socket.create_server(("198.51.100.1", port))

    def copy(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def accept():
        while True:
            client, _ = listener.accept()
            upstream = socket.socket(socket.AF_UNIX)
            upstream.connect(target)
            threading.Thread(target=copy, args=(client, upstream)).start()
            threading.Thread(target=copy, args=(upstream, client)).start()

    threading.Thread(target=accept).start()


def journal(folder):
    """Receives what `logger` sends, a line each."""
    log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    log.bind(os.path.join(folder, "dev/log"))

    def receive():
        while True:
            line = log.recv(65536)
            with open(os.path.join(folder, "journal"), "ab") as file:
                file.write(line + b"\n")

    threading.Thread(target=receive).start()


part, where = sys.argv[1:]
if part == "world":
    Metadata.folder = os.path.dirname(where)
    serve("169.254.169.254", 80, Metadata)
    serve("198.51.100.1", 80, Says, "internet, seen from")
    relay(4566, where)
else:
    serve("127.0.0.1", 51679, Says, "credentials of the task, seen from")
    journal(where)
print("ready", flush=True)
