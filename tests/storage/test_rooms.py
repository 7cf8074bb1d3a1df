"""Sessions, cases, messages, relays, members, groups, codes, buttons, timers, jobs, documents, figures,
marks.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import errors, nobody
from storage.database import Database
from storage.outbox import OutboxRow
from storage.transaction import Transaction

from .conftest import open_case
from .household import NOW

Write = Callable[..., Any]
DAY = date(2026, 11, 21)


# Sessions


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.integers(-(2**52), 2**52),
    st.recursive(st.none() | st.booleans() | st.text(), lambda inner: st.dictionaries(st.text(), inner)),
)
def test_a_session_comes_back_as_it_was_saved(database: Database, chat: int, value: object) -> None:
    """Any session of any chat id round-trips, and the last one saved is the one loaded."""
    body = json.dumps(value)
    database.write(lambda tx: tx.sessions.save(chat, "{}", NOW))
    database.write(lambda tx: tx.sessions.save(chat, body, NOW)).result(timeout=10)
    assert database.read(lambda tx: tx.sessions.load(chat)) == body


def test_a_forgotten_session_is_gone(database: Database, write: Write) -> None:
    """A new conversation begins from nothing."""
    write(lambda tx: tx.sessions.save(1, "{}", NOW))
    write(lambda tx: tx.sessions.delete(1))
    assert database.read(lambda tx: tx.sessions.load(1)) is None


# Cases


def test_a_case_keeps_everything_it_was_opened_with(database: Database, write: Write) -> None:
    """Every field of the referral is there for the permanence, dates as dates."""
    given_fields: dict[str, Any] = {
        "group_id": -100,
        "topic_id": 7,
        "card_message_id": 8,
        "stage": "commandement_de_payer",
        "act_before": DAY,
        "data": {"mots": "jai recu un comandement", "dette": "1920"},
        "consent_text": "Voici ce que je transmettrais",
        "consent_at": NOW - 5,
        "receipt": [{"rule": "zone", "kept": True}],
    }
    case = write(lambda tx: open_case(tx, **given_fields))
    found = database.read(lambda tx: tx.cases.get(case.id))
    assert found == case
    assert {name: asdict(found)[name] for name in given_fields} == given_fields
    assert (found.opened_at, found.updated_at, found.closed_at) == (NOW, NOW, None)


def test_a_reference_can_be_said_aloud_and_typed_badly(database: Database, write: Write) -> None:
    """A household on the phone says "ka sept douze zéro quatre": every way of writing it finds the case."""
    case = write(open_case)
    letter, digit, number = case.reference[0], case.reference[1], case.reference[3:]
    assert letter not in "IO" and digit not in "01" and number.isdigit() and len(number) == 4
    ways = [case.reference, case.reference.lower(), f"{letter} {digit} {number}", f"{letter}{digit}{number}"]
    ways.append(case.reference[:3] + number.replace("0", "O").replace("1", "l"))
    for way in ways:
        assert database.read(lambda tx, way=way: tx.cases.by_reference(way)) == case
    for nothing in ("", "K", "🟠", "-----"):
        assert database.read(lambda tx, nothing=nothing: tx.cases.by_reference(nothing)) is None


def test_references_are_drawn_until_one_is_free(write: Write) -> None:
    """Two cases never share a reference."""
    references = [case.reference for case in write(lambda tx: [open_case(tx, n) for n in range(2000)])]
    assert len(set(references)) == 2000


def test_a_case_is_found_by_chat_and_by_topic(database: Database, write: Write) -> None:
    """A household's cases newest first, closed ones on request; a topic leads to its case."""
    old = write(lambda tx: open_case(tx, 1, group_id=-5, topic_id=3))
    write(lambda tx: tx.cases.update(old.id, NOW + 1, closed_at=NOW + 1, state="closed", outcome="plan"))
    new = write(lambda tx: open_case(tx, 1, now=NOW + 2, group_id=-5, topic_id=4))
    assert database.read(lambda tx: tx.cases.by_chat(1)) == [new]
    assert [case.id for case in database.read(lambda tx: tx.cases.by_chat(1, open_only=False))] == [
        new.id,
        old.id,
    ]
    assert database.read(lambda tx: tx.cases.by_topic(-5, 4)) == new
    assert database.read(lambda tx: tx.cases.by_topic(-5, 99)) is None


def test_a_change_is_stored_and_dated(database: Database, write: Write) -> None:
    """What changes is replaced, the rest stays, and `updated_at` says when."""
    case = write(open_case)
    changed = write(
        lambda tx: tx.cases.update(case.id, NOW + 9, claimed_by=44, data={"a": 1}, act_before=DAY)
    )
    assert changed == replace(case, claimed_by=44, data={"a": 1}, act_before=DAY, updated_at=NOW + 9)
    assert database.read(lambda tx: tx.cases.get(case.id)) == changed


def test_a_field_that_does_not_exist_is_refused(write: Write) -> None:
    """A misspelt field is an error, and a case keeps its reference for life."""
    case = write(open_case)
    for name in ("statee", "reference", "state = 'x' --"):
        with pytest.raises(errors.StorageError, match="no field"):
            write(lambda tx, name=name: tx.cases.update(case.id, NOW, **{name: "x"}))
    with pytest.raises(errors.Unknown):
        write(lambda tx: tx.cases.update("nobody", NOW, state="x"))


def test_the_queue_is_most_urgent_first(database: Database, write: Write) -> None:
    """Urgency, then the nearest date, then who waits longest; filters leave out the rest."""
    calm = write(lambda tx: open_case(tx, 1, urgency=1))
    dated = write(lambda tx: open_case(tx, 2, urgency=4, act_before=date(2026, 12, 1)))
    sooner = write(lambda tx: open_case(tx, 3, urgency=4, act_before=date(2026, 11, 25), now=NOW + 5))
    undated = write(lambda tx: open_case(tx, 4, urgency=4, permanence="woippy", state="claimed"))
    listed = database.read(lambda tx: tx.cases.list())
    assert [case.id for case in listed] == [sooner.id, dated.id, undated.id, calm.id]
    assert [case.id for case in database.read(lambda tx: tx.cases.list(permanence="woippy"))] == [undated.id]
    waiting = database.read(lambda tx: tx.cases.list(states=["waiting"], limit=2))
    assert [case.id for case in waiting] == [sooner.id, dated.id]
    assert len(database.read(lambda tx: tx.cases.list(updated_before=NOW + 1))) == 3


# Messages and relays


def test_every_version_of_a_message_is_kept(database: Database, write: Write) -> None:
    """An edited message stands beside what it said first; staff see both."""
    case = write(open_case)
    write(lambda tx: tx.messages.keep(1, case.id, "in", "household", "le 12", NOW, 5))
    write(lambda tx: tx.messages.keep(1, case.id, "in", "household", "le 18 \ud800", NOW + 1, 5))
    write(lambda tx: tx.messages.keep(1, case.id, "out", "staff", "merci", NOW + 2))
    write(lambda tx: tx.messages.keep(1, case.id, "out", "staff", "à mardi", NOW + 3))
    said = database.read(lambda tx: tx.messages.thread(case.id))
    assert [(one.text, one.version) for one in said] == [
        ("le 12", 1),
        ("le 18 \ud800", 2),
        ("merci", 1),
        ("à mardi", 1),
    ]
    assert [one.version for one in database.read(lambda tx: tx.messages.versions(1, 5))] == [1, 2]


def test_earlier_words_join_the_case_when_it_opens(database: Database, write: Write) -> None:
    """What was said before the referral can be given to it; another chat's words never are."""
    write(lambda tx: tx.messages.keep(1, None, "in", "household", "bonjour", NOW, 1))
    write(lambda tx: tx.messages.keep(2, None, "in", "household", "autre", NOW, 1))
    case = write(open_case)
    assert write(lambda tx: tx.messages.attach(1, case.id)) == 1
    assert [one.text for one in database.read(lambda tx: tx.messages.thread(case.id))] == ["bonjour"]


def test_a_relay_is_found_both_ways(database: Database, write: Write) -> None:
    """From the household's message to the topic's, and back from the topic's once it is sent."""
    case = write(open_case)
    row = write(lambda tx: tx.outbox.add(OutboxRow(-5, "message", {}, 1, case=case.id)))
    write(lambda tx: tx.relays.link(case.id, 1, 40, -5, row))
    assert database.read(lambda tx: tx.relays.to(1, 40))[0].to_message is None
    write(lambda tx: tx.outbox.sent(row, 900, NOW))
    (relay,) = database.read(lambda tx: tx.relays.to(1, 40))
    assert (relay.to_chat, relay.to_message, relay.case) == (-5, 900, case.id)
    assert database.read(lambda tx: tx.relays.back(-5, 900)) == relay
    assert database.read(lambda tx: tx.relays.of_case(case.id)) == [relay]
    assert database.read(lambda tx: tx.relays.back(-5, 901)) is None
    assert database.read(lambda tx: tx.relays.back(1, 900)) is None


# Members, groups, codes


def test_roles_are_given_and_taken_back(database: Database, write: Write) -> None:
    """A person has the roles that were given, once each, and none after leaving."""
    write(lambda tx: tx.members.add(7, "staff", "borny", "Zoé", NOW))
    write(lambda tx: tx.members.add(7, "staff", "borny", "Zoé M.", NOW))
    write(lambda tx: tx.members.add(7, "admin", None, None, NOW + 1))
    roles = database.read(lambda tx: tx.members.roles(7))
    assert [(one.role, one.permanence, one.name) for one in roles] == [
        ("staff", "borny", "Zoé M."),
        ("admin", None, None),
    ]
    assert [one.user_id for one in database.read(lambda tx: tx.members.of_permanence("borny"))] == [7]
    assert write(lambda tx: tx.members.remove(7, role="staff")) == 1
    assert write(lambda tx: tx.members.remove(7, permanence="woippy")) == 0
    assert write(lambda tx: tx.members.remove(7)) == 1
    assert database.read(lambda tx: tx.members.all()) == []


def test_a_permanence_has_one_group_and_a_group_may_serve_several(database: Database, write: Write) -> None:
    """Tying a permanence anew replaces its group: cards never go to two places."""
    write(lambda tx: tx.groups.tie(-1, "borny", "Borny", NOW))
    write(lambda tx: tx.groups.tie(-1, "woippy", "Borny", NOW + 1))
    write(lambda tx: tx.groups.tie(-2, "borny", "Nouveau", NOW + 2))
    assert [group.permanence for group in database.read(lambda tx: tx.groups.by_chat(-1))] == ["woippy"]
    found = database.read(lambda tx: tx.groups.by_permanence("borny"))
    assert (found.chat_id, found.title) == (-2, "Nouveau")
    assert write(lambda tx: tx.groups.untie(-2)) == 1
    assert database.read(lambda tx: tx.groups.by_permanence("borny")) is None


def test_a_group_that_became_a_supergroup_is_followed(database: Database, write: Write) -> None:
    """Telegram's new id replaces the old one in cases, queues and maps, at once."""
    write(lambda tx: tx.groups.tie(-5, "borny", "Borny", NOW))
    case = write(lambda tx: open_case(tx, group_id=-5, topic_id=2))
    row = write(lambda tx: tx.outbox.add(OutboxRow(-5, "message", {}, 3, case=case.id)))
    write(lambda tx: tx.relays.link(case.id, 1, 40, -5, row))
    write(lambda tx: tx.inbox.add("telegram", "1:x", -5, b"{}", NOW))
    write(lambda tx: tx.timers.set("silence", -5, case.id, NOW, {}, "silence"))
    write(lambda tx: tx.timers.set("silence", -100500, case.id, NOW, {}, "silence"))
    write(lambda tx: tx.groups.migrate(-5, -100500))
    assert database.read(lambda tx: tx.groups.by_permanence("borny")).chat_id == -100500
    assert database.read(lambda tx: tx.cases.by_topic(-100500, 2)).id == case.id
    assert database.read(lambda tx: tx.outbox.due(NOW, 5))[0].chat_id == -100500
    assert database.read(lambda tx: tx.relays.to(1, 40))[0].to_chat == -100500
    assert database.read(lambda tx: tx.inbox.next_batch(NOW, 5))[0].chat_id == -100500


def test_a_code_serves_once_for_its_kind_until_it_expires(write: Write) -> None:
    """One use, in time, for what it was made for; typed as people type."""
    code = write(lambda tx: tx.codes.issue("group", {"permanence": "borny"}, NOW + 60))
    assert write(lambda tx: tx.codes.redeem("staff", code, 1, NOW)) is None
    assert write(lambda tx: tx.codes.redeem("group", code, 1, NOW + 60)) is None
    typed = code.lower().replace("-", " ")
    assert write(lambda tx: tx.codes.redeem("group", typed, 1, NOW)) == {"permanence": "borny"}
    assert write(lambda tx: tx.codes.redeem("group", code, 1, NOW)) is None
    assert write(lambda tx: tx.codes.redeem("group", "", 1, NOW)) is None


def test_codes_are_not_readable_at_rest(database: Database, write: Write) -> None:
    """A stolen file opens no group: neither the code nor a plain hash of it is stored."""
    code = write(lambda tx: tx.codes.issue("group", {}, NOW + 60))
    row = database.read(lambda tx: tx._connection.execute("SELECT * FROM codes").fetchone())
    assert code not in repr(row) and code.replace("-", "") not in repr(row)


# Buttons


def test_a_button_means_what_was_bound_however_often_it_is_pressed(database: Database, write: Write) -> None:
    """The caller gets chat, user, case, question, value and expiry, and authorises on every press."""
    id = write(lambda tx: tx.buttons.bind(1, 2, None, "date_acte", {"date": "2026-11-20"}, NOW + 60))
    assert len(id) <= 22 and len(id.encode()) <= 64
    for _ in range(2):
        button = database.read(lambda tx: tx.buttons.press(id))
        assert (button.chat_id, button.user_id, button.question, button.value, button.expires_at) == (
            1,
            2,
            "date_acte",
            {"date": "2026-11-20"},
            NOW + 60,
        )


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=30) | st.text(alphabet="ABCabc012-_=", min_size=22, max_size=22))
def test_a_forged_button_means_nothing(database: Database, forged: str) -> None:
    """Whatever an attacker sends as callback data leads nowhere, and raises nothing."""
    database.write(lambda tx: tx.buttons.bind(1, None, None, "q", "v", NOW))
    assert database.read(lambda tx: tx.buttons.press(forged)) is None


def test_a_neighbouring_button_cannot_be_derived(database: Database, write: Write) -> None:
    """Changing any one sign of a button's id makes it worthless."""
    first = write(lambda tx: tx.buttons.bind(1, None, None, "q", "first", NOW))
    second = write(lambda tx: tx.buttons.bind(2, None, None, "q", "second", NOW))
    mixed = first[:8] + second[8:]
    assert database.read(lambda tx: tx.buttons.press(mixed)) is None


# Timers and jobs


def test_timers_come_when_due_and_once(database: Database, write: Write) -> None:
    """The most overdue first; a fired timer is gone; one key of a chat is one timer."""
    write(lambda tx: tx.timers.set("rappel", 1, None, NOW + 20, {"fiche": "a"}, "rappel:a"))
    write(lambda tx: tx.timers.set("rappel", 2, None, NOW + 10, {"fiche": "b"}, "rappel:a"))
    write(lambda tx: tx.timers.set("rappel", 1, None, NOW + 30, {"fiche": "c"}, "rappel:a"))
    assert database.read(lambda tx: tx.timers.next_due()) == NOW + 10
    assert [timer.data["fiche"] for timer in database.read(lambda tx: tx.timers.due(NOW + 30, 5))] == [
        "b",
        "c",
    ]
    (first, _) = database.read(lambda tx: tx.timers.due(NOW + 30, 5))
    write(lambda tx: tx.timers.fired(first.id))
    assert [timer.data["fiche"] for timer in database.read(lambda tx: tx.timers.due(NOW + 30, 5))] == ["c"]


def test_a_timer_number_is_never_given_twice(write: Write) -> None:
    """The inbox knows a ring by its number: given again, the new ring would be taken for the old one."""
    first = write(lambda tx: tx.timers.set("x", 1, None, NOW, {}, "k"))
    write(lambda tx: tx.timers.fired(first))
    assert write(lambda tx: tx.timers.set("x", 1, None, NOW, {}, "k")) > first


def test_timers_are_cancelled_by_key_by_prefix_and_by_case(database: Database, write: Write) -> None:
    """When a date is corrected or a case closed, its reminders go, and only its own."""
    case = write(open_case)

    def fill(tx: Transaction) -> None:
        for key in ("rappel:a:14", "rappel:a:3", "rappel:b", "silence"):
            tx.timers.set("x", 1, None, NOW, {}, key)
        tx.timers.set("x", 2, case.id, NOW, {}, "rappel:a:14")
        tx.timers.set("x", None, None, NOW, {}, "rappel:a:14")

    write(fill)
    assert write(lambda tx: tx.timers.cancel_prefix(1, "rappel:a")) == 2
    assert write(lambda tx: tx.timers.cancel(1, "silence")) is True
    assert write(lambda tx: tx.timers.cancel(1, "silence")) is False
    assert write(lambda tx: tx.timers.cancel_case(case.id)) == 1
    assert write(lambda tx: tx.timers.cancel_prefix(None, "")) == 1
    assert len(database.read(lambda tx: tx.timers.of_chat(1))) == 1


def test_jobs_are_taken_oldest_first_and_given_up_visibly(write: Write) -> None:
    """One taker a job; a failed one waits for its time or is kept for a human."""
    first = write(lambda tx: tx.jobs.add("ocr", {"file": "a"}, NOW, chat_id=1))
    write(lambda tx: tx.jobs.add("ocr", {"file": "b"}, NOW))
    assert write(lambda tx: tx.jobs.next(NOW, {"print"})) is None
    kinds = {"ocr", "print"}
    assert write(lambda tx: tx.jobs.next(NOW, kinds)).data == {"file": "a"}
    write(lambda tx: tx.jobs.failed(first, "timeout", NOW + 60))
    second = write(lambda tx: tx.jobs.next(NOW, kinds))
    assert second.data == {"file": "b"}
    assert write(lambda tx: tx.jobs.done(second.id)) is True
    assert write(lambda tx: tx.jobs.done(second.id)) is False
    assert write(lambda tx: tx.jobs.next(NOW + 59, kinds)) is None
    again = write(lambda tx: tx.jobs.next(NOW + 60, kinds))
    assert (again.id, again.attempts, again.chat_id) == (first, 2, 1)
    assert write(lambda tx: tx.jobs.requeue_after_crash()) == 1
    write(lambda tx: tx.jobs.failed(first, "damaged file"))
    assert write(lambda tx: tx.jobs.next(NOW + 99, kinds)) is None


# Documents, figures, marks


def test_a_file_comes_back_whole(database: Database, write: Write) -> None:
    """Content, name and kind round-trip; a deleted file is gone."""
    content = bytes(range(256)) * 40
    id = write(
        lambda tx: tx.documents.keep(
            1, None, "lettre", "../assignation é.pdf", "application/pdf", content, NOW
        )
    )
    found = database.read(lambda tx: tx.documents.get(id))
    assert (found.name, found.mime, found.kind) == ("../assignation é.pdf", "application/pdf", "lettre")
    assert database.read(lambda tx: tx.documents.content(id)) == content
    write(lambda tx: tx.documents.delete(id))
    assert database.read(lambda tx: (tx.documents.get(id), tx.documents.content(id))) == (None, None)


def test_figures_add_up_by_month(database: Database, write: Write) -> None:
    """The year's report counts events by their dimensions, whatever their order, and knows no day."""
    write(lambda tx: tx.statistics.count("orientation", DAY, permanence="borny", urgency=2))
    write(lambda tx: tx.statistics.count("orientation", date(2026, 11, 2), urgency=2, permanence="borny"))
    write(lambda tx: tx.statistics.count("orientation", date(2026, 12, 2), urgency=2, permanence="borny"))
    write(lambda tx: tx.statistics.count("complet", DAY))
    counts = database.read(lambda tx: tx.statistics.report(DAY, DAY, "orientation"))
    assert [(one.month, one.dimensions, one.count) for one in counts] == [
        ("2026-11", {"permanence": "borny", "urgency": 2}, 2)
    ]
    assert len(database.read(lambda tx: tx.statistics.report(DAY, date(2026, 12, 1)))) == 3


@pytest.mark.parametrize("value", ["Mme Dupont", "0612345678", 123456789, -1001234567890, "a b"])
def test_figures_refuse_what_could_be_a_person(write: Write, value: str | int) -> None:
    """Text, phones and chat ids cannot enter the figures, by whatever mistake."""
    with pytest.raises(errors.PersonalData) as told:
        write(lambda tx: tx.statistics.count("orientation", DAY, who=value))
    assert str(value) not in str(told.value)


def test_a_mark_is_the_last_one_set(database: Database, write: Write) -> None:
    """The store remembers when it was last saved."""
    assert database.read(lambda tx: (tx.marks.get("backup"), tx.marks.at("backup"))) == (None, None)
    write(lambda tx: tx.marks.set("backup", {"file": "a"}, NOW))
    write(lambda tx: tx.marks.set("backup", {"file": "b"}, NOW + 1))
    assert database.read(lambda tx: (tx.marks.get("backup"), tx.marks.at("backup"))) == (
        {"file": "b"},
        NOW + 1,
    )


# Referrals and passes


def test_what_a_worker_told_goes_when_the_household_answers(write: Write) -> None:
    """Told again it replaces what was told; agreed, only who told it stays; refused, nothing does."""
    first = write(lambda tx: tx.referrals.offer(7, 3, {"said": "a"}, NOW))
    second = write(lambda tx: tx.referrals.offer(7, 3, {"said": "b"}, NOW))
    assert write(lambda tx: tx.referrals.get(first)) is None
    write(lambda tx: tx.referrals.opened(second, 42))
    case = write(open_case)
    write(lambda tx: tx.referrals.agreed(second, case.id))
    (kept,) = write(lambda tx: tx.referrals.of_case(case.id))
    assert (kept.chat_id, kept.household_chat, kept.body) == (7, 42, None)
    assert write(lambda tx: tx.referrals.drop(7, 3)) == 0
    third = write(lambda tx: tx.referrals.offer(7, 4, {"said": "c"}, NOW))
    write(lambda tx: tx.referrals.refused(third))
    assert write(lambda tx: tx.referrals.get(third)) is None


def test_a_pass_serves_many_times_until_it_expires_or_another_is_printed(write: Write) -> None:
    """The newest code of a household is good until its time; a changed letter opens nothing."""
    old = write(lambda tx: tx.passes.issue(42, None, NOW + 60))
    new = write(lambda tx: tx.passes.issue(42, None, NOW + 60))
    assert write(lambda tx: tx.passes.find(old, NOW)) is None
    assert write(lambda tx: tx.passes.find(new, NOW)).chat_id == 42
    assert write(lambda tx: tx.passes.find(new, NOW + 1)).chat_id == 42
    assert write(lambda tx: tx.passes.find(new.swapcase(), NOW)) is None
    assert write(lambda tx: tx.passes.find(new, NOW + 60)) is None


def test_a_household_without_telegram_has_a_number_that_is_no_chat(write: Write) -> None:
    """No number of Telegram's range is taken for nobody's, and nobody's never for one of them."""
    assert all(nobody.is_nobody(write(lambda tx: tx.referrals.without_chat())) for _ in range(50))
    assert not any(nobody.is_nobody(chat) for chat in (1, 2**52, -1002, -(2**52)))
