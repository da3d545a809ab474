"""How one HTTP call is read and answered."""

from werkzeug.serving import WSGIRequestHandler


class Handler(WSGIRequestHandler):
    """Quiet, and with answers in one piece."""

    # chunks and "100 Continue" are of this version; werkzeug closes the connection after each call all the same
    protocol_version = "HTTP/1.1"
    # Headers and body together. On a busy machine the provider's client gives up a connection whose headers came alone,
    # and repeats the call, which then "exists already".
    wbufsize = -1

    def handle_expect_100(self) -> bool:
        goes_on = super().handle_expect_100()
        self.wfile.flush()
        return goes_on

    def log_request(self, *_args) -> None:
        """The request log is the place for this."""
