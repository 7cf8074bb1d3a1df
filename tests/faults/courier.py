"""Telegram's side of a webhook: each update is posted, in order, until it is answered 200."""

import json
import urllib.error
import urllib.request
from threading import Event, Thread
from typing import Self

from tests.fake_telegram.server import FakeTelegram


class Courier:
    """Posts what people do to a webhook, again and again where nobody answers, as Telegram does for a day."""

    def __init__(self, fake: FakeTelegram, port: int, secret: str) -> None:
        self.fake, self.url, self.secret = fake, f"http://127.0.0.1:{port}/telegram", secret
        self._stop = Event()
        self._thread = Thread(target=self._run, name="courier", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stop.wait(0.01):
            with self.fake.lock:
                waiting = list(self.fake.world.updates)
            for update in waiting:
                if self._stop.is_set() or not self._accepted(json.dumps(update).encode()):
                    break
                with self.fake.lock:
                    self.fake.world.confirm(update["update_id"] + 1)

    def _accepted(self, body: bytes) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret, "Content-Type": "application/json"}
        request = urllib.request.Request(self.url, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False
