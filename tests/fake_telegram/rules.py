"""What Telegram's description cannot know: the rules of this house, and the rate at which one may write."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from tests.fake_telegram import text

# The reference of a case, as it is written on cards.
REFERENCE = re.compile(r"\b[A-Z][0-9]-[0-9]{4}\b")
KEYBOARD_BYTES, BUTTONS = 10_000, 100
_ACTIONS = frozenset(
    """url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat
    switch_inline_query_chosen_chat copy_text callback_game pay disabled""".split()  # noqa: SIM905
)
_SAYS = frozenset({"sendmessage", "copymessage", "senddocument", "sendphoto", "createforumtopic"})


@dataclass(frozen=True)
class Sent:
    """One call as the fake received it. `at` is seconds of the fake's clock."""

    method: str
    parameters: Mapping[str, Any]
    at: float

    @property
    def chat_id(self) -> int | None:
        value = str(self.parameters.get("chat_id", ""))
        return int(value) if re.fullmatch(r"-?\d+", value) else None

    @property
    def text(self) -> str:
        return str(self.parameters.get("text") or self.parameters.get("caption") or "")


# Says what leaks in a call, or None.
LeakRule = Callable[[Sent], str | None]


def leak_rule(canaries: Mapping[str, int], staff: Collection[int]) -> LeakRule:
    """The oracle: a call goes to a household or a staff chat, a household's words only to itself or to staff.

    `canaries` maps words that one household alone has written to its chat; `staff` may grow later.
    """

    def rule(call: Sent) -> str | None:
        if call.chat_id is None or call.chat_id in staff:
            return None
        if call.chat_id not in set(canaries.values()):
            return f"{call.method}: chat {call.chat_id} is neither a household nor a staff chat"
        for words, owner in canaries.items():
            if owner != call.chat_id and words in call.text:
                return f"{call.method}: words of household {owner} go to {call.chat_id}"
        return None

    return rule


def faults(call: Sent, staff: Collection[int]) -> Iterator[str]:
    """The house rules a call breaks."""
    given = call.parameters
    if "drop_pending_updates" in given:
        yield f"{call.method}: drop_pending_updates would delete waiting cries for help"
    if call.method.lower() == "getupdates" and int(str(given.get("offset", 0))) < 0:
        yield "getUpdates: a negative offset forgets everything older"
    if given.get("parse_mode") == "HTML":
        yield from (f"{call.method}: {fault}" for fault in text.faults(call.text))
    if call.chat_id in staff and _shows_a_case(call) and given.get("protect_content") not in (True, "true"):
        yield f"{call.method}: a case goes to staff without protect_content"
    yield from (f"{call.method}: {fault}" for fault in _keyboard_faults(given.get("reply_markup")))


def _shows_a_case(call: Sent) -> bool:
    method = call.method.lower()
    return method == "copymessage" or (method.startswith("send") and bool(REFERENCE.search(call.text)))


def _keyboard_faults(markup: Any) -> Iterator[str]:
    if not markup:
        return
    raw = markup if isinstance(markup, str) else json.dumps(markup)
    keyboard = json.loads(raw)
    rows = keyboard.get("inline_keyboard", keyboard.get("keyboard", []))
    buttons = [button for row in rows for button in row]
    if len(raw.encode()) > KEYBOARD_BYTES:
        yield f"the keyboard has {len(raw.encode())} bytes"
    if len(buttons) > BUTTONS:
        yield f"the keyboard has {len(buttons)} buttons"
    if not all(rows):
        yield "a row of the keyboard is empty"
    if "inline_keyboard" in keyboard:
        for button in buttons:
            if len(_ACTIONS & button.keys()) != 1:
                yield f"button {button.get('text')!r} has {len(_ACTIONS & button.keys())} actions"


@dataclass
class Rates:
    """Telegram's published rates, on the fake's clock: per private chat, per group, and in all."""

    moments: dict[object, list[float]] = field(default_factory=lambda: defaultdict(list))
    wait: int = 1  # seconds Telegram would ask for, after a call that was too fast

    def faults(self, call: Sent) -> Iterator[str]:
        """Counts the call when it is within all rates, else says which it breaks."""
        if call.method.lower() not in _SAYS or call.chat_id is None:
            return
        # A little under the true windows: the fake sees a call some milliseconds after it was counted.
        windows = [("all", 30, 0.95)]
        windows.append((str(call.chat_id), 3, 2.9) if call.chat_id > 0 else (str(call.chat_id), 20, 59.0))
        broken = False
        for key, limit, seconds in windows:
            moments = self.moments[key]
            if len(moments) >= limit and call.at - moments[-limit] < seconds:
                broken, self.wait = True, ceil(seconds - (call.at - moments[-limit]))
                yield f"{call.method}: more than {limit} in {seconds} s to {key}"
        if not broken:
            for key, limit, _ in windows:
                self.moments[key] = [*self.moments[key][1 - limit :], call.at]
