"""The local AWS: moto's server, patched for Terraform, on one loopback port.

    python server.py [--port 0] [--account 123456789012] [--request-log requests.jsonl]

Prints one JSON line, {"port": 40123, "moto": "5.2.1"}, when it is ready. Everything lives in memory. It ends on SIGTERM
or SIGINT and when its standard input is closed, so that it never outlives the process which started it.

GET /stowage/leftovers answers what is left of all that was created, as JSON (see leftovers.py).
GET /stowage/mails answers the mails that were handed to SES (see mails.py).
GET /stowage/refusals answers what was refused because AWS would refuse it (see refusals.py, judging/ and rules/).
"""

import argparse
import importlib.metadata
import json
import os
import signal
import sys
import threading


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="local AWS for rehearsals")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--account", default="123456789012", help="the account id that every caller has")
    parser.add_argument("--request-log", help="append one JSON line per AWS call to this file")
    return parser.parse_args()


def prepare(account: str) -> None:
    """moto reads these once, while it is imported."""
    os.environ["MOTO_ACCOUNT_ID"] = account
    # arn:aws:iam::aws:policy/... can be attached only when moto knows the policies
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    # moto signs nothing and reaches nobody, but botocore wants to see credentials
    os.environ["AWS_ACCESS_KEY_ID"] = os.environ["AWS_SECRET_ACCESS_KEY"] = "emulator"
    os.environ.pop("AWS_PROFILE", None)


def application(request_log: str | None):
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    import leftovers
    import mails
    import patches  # noqa: F401  (declares the patches)
    import patching
    import refusals
    from judging.judge import Judge
    from one_at_a_time import OneAtATime
    from request_log import RequestLog

    patching.apply_all()
    aws = Judge(DomainDispatcherApplication(create_backend_app))
    logged = RequestLog(aws, request_log) if request_log else aws

    own = {"/stowage/leftovers": leftovers.leftovers, "/stowage/mails": mails.mails, "/stowage/refusals": refusals.report}

    def serve(environ, start_response):
        answer = own.get(environ.get("PATH_INFO", ""))
        if answer is None:
            return logged(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(answer()).encode()]

    return OneAtATime(serve)


def end_with_parent(stop: threading.Event) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    stop.set()


def main() -> None:
    args = arguments()
    prepare(args.account)

    from werkzeug.serving import make_server

    from handler import Handler

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    server = make_server("127.0.0.1", args.port, application(args.request_log), threaded=True, request_handler=Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Thread(target=end_with_parent, args=(stop,), daemon=True).start()
    print(json.dumps({"port": server.server_port, "moto": importlib.metadata.version("moto")}), flush=True)
    stop.wait()
    # no waiting for connections that a client keeps open
    os._exit(0)


if __name__ == "__main__":
    main()
