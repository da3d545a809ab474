"""The mails that were handed to the emulated SES, as GET /stowage/mails answers them, oldest first.

SES has no call that reads a sent mail back, and moto keeps them in its own memory only.
"""

from moto.ses.models import ses_backends


def mails() -> list[dict[str, object]]:
    sent = [message for regions in ses_backends.values() for backend in regions.values() for message in backend.sent_messages]
    return [
        {"from": message.source, "to": message.destinations, "raw": message.raw_data}
        for message in sent
        if hasattr(message, "raw_data")
    ]
