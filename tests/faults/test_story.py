"""The whole bot as a process, over HTTP: one household from its first word to an answer, then forgotten."""

from pathlib import Path
from typing import Any

from bot.app import now
from tests.fake_telegram.people import BOT
from tests.fake_telegram.rules import leak_rule
from tests.faults.ground import Ground, Mother

GROUP, STAFF, HOUSEHOLD, NEIGHBOUR = -500, 501, 2001, 2002
PERMANENCE = "entraidbail-metz-borny"


class Story(Ground):
    """A group not yet tied, a worker, and two households, none of them known to the bot."""

    def __init__(self, mother: Mother, folder: Path) -> None:
        super().__init__(mother, folder, households=0)
        world = self.fake.world
        self.group = world.group(GROUP, "Permanence de Borny")
        world.person(STAFF, "Claire")
        for one in (HOUSEHOLD, NEIGHBOUR):
            world.person(one, f"Foyer {one}")

    def says(self, chat: int, words: str, by: int | None = None, **fields: Any) -> int:
        """Somebody writes, and the bot reacts in some chat; returns the message's id."""
        with self.fake.lock:
            before = len(self.fake.calls)
            said = self.fake.world.say(chat, words, by, **fields)["message"]
        self.wait(lambda: self._reacted(before), f"a reaction to «{words}»")
        return int(said["message_id"])

    def presses(self, chat: int, label: str, by: int) -> None:
        """Somebody presses the newest button with this label."""
        self.wait(lambda: self._button(chat, label) is not None, f"the button «{label}»")
        found = self._button(chat, label)
        assert found
        with self.fake.lock:
            before = len(self.fake.calls)
            self.fake.world.press(chat, by, *found)
        self.wait(lambda: self._reacted(before), f"a reaction to [{label}]")

    def reads(self, chat: int, words: str) -> None:
        """The chat shows these words, or will in a moment."""
        self.wait(lambda: any(words in text for text in self.fake.texts(chat)), f"«{words}» in {chat}")

    def _reacted(self, before: int) -> bool:
        return any(call.method.lower() != "getupdates" for call in self.fake.calls[before:])

    def _button(self, chat: int, label: str) -> tuple[str, int] | None:
        with self.fake.lock:
            messages = self.fake.world.chats[chat].messages
            for number in sorted(messages, reverse=True):
                for row in messages[number].get("reply_markup", {}).get("inline_keyboard", []):
                    for button in row:
                        if button["text"].startswith(label):
                            return button["callback_data"], number
        return None


def test_one_household_from_first_word_to_forgotten(mother: Mother, tmp_path: Path) -> None:
    """Group tied and inspected, case in a topic, answer relayed, correction followed, everything wiped."""
    with Story(mother, tmp_path) as story:
        canaries = {"huissier de Borny": HOUSEHOLD, "voisin du dessus": NEIGHBOUR}
        story.fake.staff.add(GROUP)
        story.fake.leak = leak_rule(canaries | {"claire-seule": STAFF}, story.fake.staff)
        with story.opened() as database:
            granted = {"permanence": PERMANENCE}
            code = database.write(lambda tx: tx.codes.issue("group", granted, now() + 600)).result(10)
        story.start()
        story.says(GROUP, f"/lier@{BOT['username']} {code}", STAFF)
        story.wait(lambda: bool(story.fake.sent("getChatMember")), "the group is inspected")
        _refer(story)
        _answer(story)
        _forget(story)
        assert story.stop() == 0
        assert story.fake.violations == []


def _refer(story: Story) -> None:
    story.says(HOUSEHOLD, "jai recu un comandement de payé hier")
    story.presses(HOUSEHOLD, "Hier", HOUSEHOLD)
    story.says(HOUSEHOLD, "bail de 2024")
    story.says(HOUSEHOLD, "metz")
    story.presses(HOUSEHOLD, "Demander une place", HOUSEHOLD)
    story.presses(HOUSEHOLD, "D'accord", HOUSEHOLD)
    story.wait(lambda: bool(story.group.pinned), "the card is pinned")
    (thread,) = story.group.threads
    card = story.group.messages[story.group.pinned[0]]
    assert card["message_thread_id"] == thread
    assert card["has_protected_content"]


def _answer(story: Story) -> None:
    story.presses(GROUP, "Prendre", STAFF)
    said = story.says(HOUSEHOLD, "le huissier de Borny revient mardi")
    story.reads(GROUP, "huissier de Borny revient mardi")
    with story.fake.lock:
        relay = next(one for one in story.group.messages.values() if "mardi" in one.get("text", ""))
        pointed = {"message_id": relay["message_id"], "chat": story.group.shape(), "date": 1}
    thread = relay["message_thread_id"]
    story.says(GROUP, "Apportez votre bail.", STAFF, thread=thread, reply_to_message=pointed)
    story.reads(HOUSEHOLD, "Apportez votre bail.")
    with story.fake.lock:
        story.fake.world.edit(HOUSEHOLD, said, "le huissier de Borny revient jeudi")
    story.wait(lambda: "jeudi" in relay["text"], "the copy follows the correction")
    story.says(NEIGHBOUR, "le voisin du dessus fait du bruit")


def _forget(story: Story) -> None:
    story.says(HOUSEHOLD, "/effacer")
    story.presses(HOUSEHOLD, "Oui", HOUSEHOLD)
    story.wait(lambda: not story.group.threads, "the topic is wiped")
    with story.opened(beside=True) as database:
        story.wait(
            lambda: not database.read(lambda tx: tx.cases.by_chat(HOUSEHOLD, open_only=False)), "erased"
        )
    with story.fake.lock:
        assert not any("huissier" in one.get("text", "") for one in story.group.messages.values())
