"""The process that lives: it starts, answers, stops on request with nothing lost, and refuses to be two."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import datetime

import pytest

from bot.app import PARIS
from bot.process import _until_night
from tests.fake_telegram.server import TOKEN, FakeTelegram

# A start takes seconds, more on a busy machine: this only bounds a test that would never end.
PATIENCE = 150.0
HOUSEHOLD = 4242


@pytest.fixture
def telegram():
    """A running fake Bot API with one person; nothing invalid may be sent to it."""
    with FakeTelegram() as fake:
        fake.world.person(HOUSEHOLD)
        yield fake
        assert fake.violations == []


@pytest.fixture
def serve(telegram, tmp_path):
    """Start `entraidbot serve` on the fake; every process is ended at the end."""
    started = []

    def start(*options, **settings):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "ENTRAIDBOT_TOKEN": TOKEN,
            "ENTRAIDBOT_API_BASE": telegram.url,
            "ENTRAIDBOT_DATA": str(tmp_path / "data"),
            "ENTRAIDBOT_BURST": "0",
            **settings,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve", *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def wait_for(found, process=None):
    """Wait until `found()` is true; fail with what the process said when it is not, or when it has ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found():
            return
        if process is not None and process.poll() is not None:
            break
        time.sleep(0.05)
    said = process.communicate()[1].decode() if process is not None and process.poll() is not None else ""
    raise AssertionError(f"it did not happen in {PATIENCE:.0f} s {said}")


def end(process):
    """Ask a process to stop; its exit code and what it logged."""
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=PATIENCE)
    return process.returncode, err.decode()


def test_two_lives(telegram, serve):
    """It answers; a second instance refuses to start beside it; SIGTERM ends it with 0 and its logs hold no
    word; what is written while it is stopped is answered, once, in its next life."""
    first = serve()
    telegram.world.say(HOUSEHOLD, "jai recu un comandement de payé hier")
    wait_for(lambda: telegram.texts(HOUSEHOLD), first)
    _, refusal = serve().communicate(timeout=PATIENCE)
    assert "Une autre instance tourne déjà" in refusal.decode()
    code, logged = end(first)
    assert code == 0
    events = [json.loads(line)["event"] for line in logged.splitlines()]
    assert events[-1] == "stopped" and "turn" in events
    assert "comandement" not in logged and TOKEN not in logged

    before = len(telegram.texts(HOUSEHOLD))
    telegram.world.say(HOUSEHOLD, "merci")
    second = serve()
    wait_for(lambda: len(telegram.texts(HOUSEHOLD)) > before, second)
    assert end(second)[0] == 0
    assert len(telegram.texts(HOUSEHOLD)) == before + 1


def test_a_token_telegram_does_not_know_is_told(serve):
    """A wrong token ends it with the sentence that says what to do, and without the token."""
    wrong = "654321:" + "B" * 35
    process = serve(ENTRAIDBOT_TOKEN=wrong)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "BotFather" in err.decode() and wrong not in err.decode()


def test_it_answers_by_webhook(telegram, serve):
    """By webhook: a call with the secret is answered 200 and worked, one without it is refused."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = serve(
        "--webhook",
        ENTRAIDBOT_WEBHOOK_SECRET="s" * 32,
        ENTRAIDBOT_WEBHOOK_URL="https://bot.example/telegram",
        ENTRAIDBOT_WEBHOOK_PORT=str(port),
    )
    wait_for(lambda: telegram.world.webhook["url"] and listening(port), process)
    update = telegram.world.say(HOUSEHOLD, "bonjour")
    assert post(port, update, "wrong") == 401
    assert post(port, update, "s" * 32) == 200
    wait_for(lambda: telegram.texts(HOUSEHOLD), process)
    assert end(process)[0] == 0


def listening(port):
    """Whether somebody listens on that port of this machine."""
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def post(port, update, secret):
    """The status of a webhook call."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/telegram",
        json.dumps(update).encode(),
        {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_the_night_is_the_local_one():
    """The nightly work waits for half past three in Paris, also over a change of hour."""
    assert _until_night(datetime(2026, 11, 21, 3, 0, tzinfo=PARIS).timestamp()) == 1800
    assert _until_night(datetime(2026, 11, 21, 3, 30, tzinfo=PARIS).timestamp()) == 86_400
    assert _until_night(datetime(2027, 3, 27, 12, 0, tzinfo=PARIS).timestamp()) == (15.5 - 1) * 3600
