"""No call meets the state that another one is changing."""

import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from one_at_a_time import OneAtATime


def signed(service: str) -> dict[str, Any]:
    return {"HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential=CALLER/20260101/eu-central-1/{service}/aws4_request, x=y"}


def call_together(application: Any, service: str, calls: int) -> list[list[bytes]]:
    with ThreadPoolExecutor(calls) as pool:
        return list(pool.map(lambda _: application(signed(service), None), range(calls)))


class OneCallAtATime(unittest.TestCase):
    def test_a_call_begins_when_the_answer_before_is_whole(self):
        state = threading.Lock()

        def lazy(_environ: Any, _start_response: Any):
            alone = state.acquire(blocking=False)
            time.sleep(0)  # lets another thread run
            yield b"alone" if alone else b"not alone"
            if alone:
                state.release()

        self.assertEqual([[b"alone"]] * 200, call_together(OneAtATime(lazy), "iam", 200))

    def test_calls_of_sqs_may_wait_for_each_other(self):
        both = threading.Barrier(2, timeout=30)

        def waits(_environ: Any, _start_response: Any):
            both.wait()
            return [b"met"]

        self.assertEqual([[b"met"]] * 2, call_together(OneAtATime(waits), "sqs", 2))

    def test_a_failed_call_lets_the_next_one_in(self):
        def fails(_environ: Any, _start_response: Any):
            raise RuntimeError

        application = OneAtATime(fails)
        for _ in range(2):
            self.assertRaises(RuntimeError, application, signed("iam"), None)

    def test_what_the_application_wants_to_close_is_closed(self):
        closed = []

        class Answer(list):
            def close(self) -> None:
                closed.append(True)

        self.assertEqual([b"done"], OneAtATime(lambda *_: Answer([b"done"]))({}, None))
        self.assertEqual([True], closed)


if __name__ == "__main__":
    unittest.main()
