"""The terminal: both sides drawn, buttons pressed by number or name, updates of Telegram's shape."""

import asyncio
import json
from datetime import datetime
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.layout import lay_out, width
from bot.console.people import People
from bot.console.record import Record
from bot.console.screen import Screen
from bot.console.talk import Talk
from bot.console.updates import Person, Scribe, message_id
from bot.console.world import Posted, World
from bot.outgoing import Button, Call, Document, Edit, Message, Topic, TopicTitle

HOUSEHOLD, STAFF, GROUP = 1001, 1002, -100_2001
AT = 1_795_255_200.0


class Engine:
    """Keeps the updates it is fed, and lets time pass without anything happening."""

    def __init__(self):
        self.fed, self.passed = [], 0.0

    def feed(self, raw):
        self.fed.append(json.loads(raw))

    def advance(self, seconds):
        self.passed += seconds
        return datetime.fromtimestamp(AT + self.passed)  # noqa: DTZ006 - shown only


@pytest.fixture
def seat(tmp_path):
    """A person at the keyboard, and the lines that appear on the screen."""
    lines, ids = [], count(1)
    household = Person(HOUSEHOLD, "Ménage", HOUSEHOLD)
    staff = Person(STAFF, "Permanente", GROUP, group="Permanence")
    world = World(lambda: next(ids), lambda event: talk.seen(event))
    screen = Screen(lines.append, 80, False, GROUP, lambda thread: world.topics.get(thread, ""))
    scribe = Scribe(lambda: AT, first=10_000)
    talk = Talk(People(household, staff), scribe, world, screen, Engine(), Record(tmp_path / "talk.txt"))
    return talk, lines


def deliver(talk, chat, content, thread=None, message=None):
    """Have the world carry one call."""
    return asyncio.run(talk.world.deliver(Call(chat, content, thread, message)))


def buttons(*labels):
    """One row of buttons whose ids are b0, b1…"""
    return (tuple(Button(f"b{number}", label) for number, label in enumerate(labels)),)


def test_what_the_household_reads_is_plain_and_numbered(seat):
    """A message to the household stands in plain lines, its buttons numbered below."""
    talk, lines = seat
    deliver(talk, HOUSEHOLD, Message("Bonjour <b>vous</b> &amp; moi", buttons("Oui", "Non")))
    assert lines == ["", "Entraidbot", "  Bonjour vous & moi", "  1 [Oui]", "  2 [Non]"]


def test_what_the_permanence_receives_is_framed(seat):
    """The group's side stands in a closed frame that names the topic; every line ends at the same column."""
    talk, lines = seat
    thread = deliver(talk, GROUP, Topic("K7-1204"))
    lines.clear()
    deliver(talk, GROUP, Message("🟠 <b>K7-1204</b> carte\n<blockquote>mes mots</blockquote>"), thread)
    framed = [line for line in lines if line]
    assert "K7-1204" in framed[0] and "╭" in framed[0] and "╯" in framed[-1]
    assert "│ mes mots" in "\n".join(framed)
    assert len({width(line) for line in framed}) == 1


@given(st.text(max_size=300), st.integers(min_value=20, max_value=90))
def test_any_text_fits_its_columns(text, columns):
    """Whatever people write, no line is wider than its place, and no control sign reaches the terminal."""
    import html

    for line in lay_out(html.escape(text), columns, colours=False):
        assert width(line) <= columns
        assert "\x1b" not in line and "\r" not in line


def test_a_number_or_a_name_presses(seat):
    """A number, or a label in brackets, becomes a press of that button under that message."""
    talk, _ = seat
    shown = deliver(talk, HOUSEHOLD, Message("Combien ?", buttons("Un", "Deux")))
    talk.take("2")
    talk.take("[Un]")
    pressed = [update["callback_query"] for update in talk.engine.fed]
    assert [query["data"] for query in pressed] == ["b1", "b0"]
    assert all(query["message"]["message_id"] == shown for query in pressed)


def test_a_number_can_be_said(seat):
    """A number that is no button, or that is written after an equals sign, is what the person says."""
    talk, _ = seat
    deliver(talk, HOUSEHOLD, Message("Combien d'enfants ?", buttons("Un", "Deux")))
    talk.take("7")
    talk.take("=2")
    assert [update["message"]["text"] for update in talk.engine.fed] == ["7", "2"]


def test_a_label_that_does_not_exist_is_said_and_nothing_is_sent(seat):
    """A press must exist: otherwise the terminal names those that do."""
    talk, lines = seat
    deliver(talk, HOUSEHOLD, Message("?", buttons("Oui")))
    talk.take("[Non]")
    assert not talk.engine.fed
    assert "[Non" not in lines[-1] and "1 [Oui]" in lines[-1]


def test_a_typed_text_is_an_update_of_telegrams_shape(seat):
    """Text and commands look as Telegram sends them; ids are never given twice."""
    talk, _ = seat
    talk.take("/start CODE")
    talk.take("bonjour")
    first, second = (update["message"] for update in talk.engine.fed)
    assert first["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert second["chat"] == {"id": HOUSEHOLD, "type": "private", "first_name": "Ménage"}
    updates = [update["update_id"] for update in talk.engine.fed]
    assert len({*updates, first["message_id"], second["message_id"]}) == 4


def test_staff_answer_in_the_topic(seat):
    """On the permanence's side a text answers in the open topic, a note does not, and a press is staff's."""
    talk, _ = seat
    thread = deliver(talk, GROUP, Topic("K7-1204"))
    card = deliver(talk, GROUP, Message("carte", buttons("Prendre")), thread)
    for line in ("/permanence", "Bonjour, venez mardi.", "/note à rappeler", "[Prendre]"):
        talk.take(line)
    answer, note, press = talk.engine.fed
    assert answer["message"]["reply_to_message"]["message_id"] == card
    assert answer["message"]["message_thread_id"] == thread and answer["message"]["from"]["id"] == STAFF
    assert "reply_to_message" not in note["message"]
    assert press["callback_query"]["from"]["id"] == STAFF


def test_staff_without_a_topic_are_told_so(seat):
    """Before any case there is nothing to answer, and the terminal says what to do."""
    talk, lines = seat
    talk.take("/permanence")
    talk.take("Bonjour")
    assert not talk.engine.fed
    assert "/note" in lines[-1]


@pytest.mark.parametrize("thing", ["vocal", "photo", "sticker", "position", "contact"])
def test_things_that_are_not_text_can_be_sent(seat, thing):
    """Each thing becomes an update that the real reader of updates understands."""
    from bot.telegram.updates import read

    talk, _ = seat
    talk.take(f"/envoyer {thing}")
    (fed,) = talk.engine.fed
    incoming = read(json.dumps(fed).encode())
    assert incoming.kind == "message" and incoming.private and incoming.attachment is not None


def test_a_shared_phone_number_is_fictional(seat):
    """The button that asks for the phone gives a number of the range kept for fiction."""
    talk, _ = seat
    deliver(talk, HOUSEHOLD, Message("Votre numéro ?", contact=True))
    talk.take("1")
    (fed,) = talk.engine.fed
    assert fed["message"]["contact"]["phone_number"].startswith("+336399800")


def test_the_last_message_can_be_corrected(seat):
    """A correction is an edit of the message sent last; before any, the terminal says so."""
    talk, lines = seat
    talk.take("/corriger rien")
    assert not talk.engine.fed and lines
    talk.take("le 18")
    talk.take("/corriger le 12")
    sent, edit = talk.engine.fed
    assert edit["edited_message"]["message_id"] == sent["message"]["message_id"]
    assert edit["edited_message"]["text"] == "le 12"


def test_time_passes_on_demand(seat):
    """+14j lets fourteen days pass; nonsense is explained."""
    talk, lines = seat
    talk.take("/temps +14j")
    assert talk.engine.passed == 14 * 86_400
    talk.take("/temps hier")
    assert talk.engine.passed == 14 * 86_400 and "+14j" in lines[-1]


def test_edits_and_titles_follow(seat):
    """An edited message is shown again as it stands, with its new buttons; a topic's new name is used."""
    talk, lines = seat
    thread = deliver(talk, GROUP, Topic("avant"))
    card = deliver(talk, GROUP, Message("carte", buttons("Prendre")), thread)
    deliver(talk, GROUP, TopicTitle("après"), thread)
    deliver(talk, GROUP, Edit(1, "carte prise", buttons("Clore")), thread, card)
    assert "après" in "\n".join(lines[-5:]) and "modifié" in "\n".join(lines[-5:])
    talk.take("/permanence")
    talk.take("1")
    assert talk.engine.fed[-1]["callback_query"]["message"]["message_id"] == card


def test_the_talk_is_recorded_as_a_transcript(seat, tmp_path):
    """What was said on both sides is written in the format of the transcripts."""
    talk, _ = seat
    talk.record.start("Essai", datetime(2026, 11, 21, 10, 0, tzinfo=None))  # noqa: DTZ001 - heading only
    talk.take("bonjour")
    deliver(talk, HOUSEHOLD, Message("Bonjour.\nEncore.", buttons("Oui")))
    talk.take("[Oui]")
    talk.take("/temps +14j")
    written = (tmp_path / "talk.txt").read_text(encoding="utf-8")
    assert "\n> bonjour\n< Bonjour.\n  Encore.\n  [Oui]\n\n> [Oui]\n\n@ +14 days\n" in written


def test_somebody_else_has_a_phone_of_their_own(seat, tmp_path):
    """/personne gives another private chat, named on screen and in the record; /lien opens a code."""
    talk, lines = seat
    talk.record.start("Essai", datetime(2026, 11, 21, 10, 0, tzinfo=None))  # noqa: DTZ001 - heading only
    deliver(talk, GROUP, Message("Lien : ABCD-EFGH-JKMN-PQRS"))
    talk.take("/personne lea")
    talk.take("/lien")
    said = talk.engine.fed[-1]["message"]
    assert said["text"] == "/start ABCD-EFGH-JKMN-PQRS"
    assert said["chat"]["id"] not in (HOUSEHOLD, GROUP) and said["chat"]["first_name"] == "Lea"
    deliver(talk, said["chat"]["id"], Message("Bonjour", asks=True))
    assert "Entraidbot, à Lea" in lines
    talk.take("voilà")
    assert (
        talk.engine.fed[-1]["message"]["reply_to_message"]["message_id"]
        == talk.world.last(said["chat"]["id"], None).message_id
    )
    written = (tmp_path / "talk.txt").read_text(encoding="utf-8")
    assert "people: lea\n" in written and ">lea voilà" in written and "<lea Bonjour" in written


@pytest.mark.parametrize("name", ["Léa", "", "household", "un deux"])
def test_a_name_that_is_none_is_refused(seat, name):
    """Only short names in small letters: who speaks stays the same."""
    talk, _ = seat
    talk.take(f"/personne {name}")
    assert talk.side == "household" and not talk.people.others


def test_a_file_is_put_where_it_can_be_looked_at(tmp_path):
    """A document is saved by its bytes, or its text, and the notice says where, or names it."""
    events, saved = [], {}
    world = World(lambda: 1, events.append)
    asyncio.run(world.deliver(Call(HOUSEHOLD, Document("liste.html", "<p>"))))
    assert events[-1].words == "liste.html"
    world.save = lambda name, body: saved.setdefault(name, body) and f"ici/{name}"
    asyncio.run(world.deliver(Call(HOUSEHOLD, Document("fiche.pdf"), body=b"%PDF")))
    assert events[-1].words == "ici/fiche.pdf" and saved == {"fiche.pdf": b"%PDF"}


def test_leaving_ends_the_talk(seat):
    """/quitter ends it; what follows is not taken."""
    talk, _ = seat
    talk.run(["bonjour\n", "\n", "/quitter\n", "encore\n"])
    assert [update["message"]["text"] for update in talk.engine.fed] == ["bonjour"]


def test_only_messages_have_a_message_id(seat):
    """A press has no message id of its own."""
    talk, _ = seat
    assert message_id(talk.scribe.text(talk.people.household, "a")) is not None
    assert message_id(talk.scribe.press(talk.people.household, 1, "b0")) is None
    assert isinstance(talk.world.last(HOUSEHOLD, None), Posted | None)
