"""Places at a permanence, from the first offer to «nous nous sommes vus»: through service and database."""

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest

from bot.library import Library
from bot.outgoing import Call, Delete, DeleteMany, Document, Edit, Message, Topic
from bot.service.rights import hide
from bot.service.world import World
from bot.undelivered import Refused
from knowledge.directory import Fermeture
from storage.transaction import Transaction
from tests.conftest import PARIS, real_library
from tests.service.house import GROUP, METZ, STAFF, STRANGER, House


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of 2026 in Metz."""
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


@cache
def with_places(places: int, last: date) -> Library:
    """The real content, but Metz-Borny receives on Tuesdays only, so many, and no more after that day."""
    library = real_library()
    closed = Fermeture(du=last, au=date(2028, 1, 1))
    record = replace(
        library.knowledge.permanences[METZ],
        capacite=places,
        places_urgentes=0,
        horaires_accueil="Tu 14:00-17:00",
        fermetures=(closed,),
    )
    permanences = {**library.knowledge.permanences, METZ: record}
    return replace(library, knowledge=replace(library.knowledge, permanences=permanences))


def narrow(tmp_path: Path, places: int = 1, last: date = date(2026, 11, 25)) -> House:
    """A house where few places exist at all."""
    made = House(tmp_path, library=lambda: with_places(places, last))
    made.tie()
    return made


def states(house: House, chat: int = 7) -> list[str]:
    """The states of a household's appointments, the newest first."""
    return house.database.read(
        lambda tx: [
            row.state
            for case in tx.cases.by_chat(chat, open_only=False)
            for row in tx.appointments.of_case(case.id)
        ]
    )


def test_agreeing_leads_to_a_place_and_both_sides_have_it(house: House) -> None:
    """One tap after the agreement: day, hour, place marked as an example, what to bring; two calendars."""
    reference = house.refers()
    assert "mardi 24 novembre à 14 h" in house.read() and "exemple à confirmer" in house.read()
    house.presses("Prendre cette place")
    assert "On vous attend mardi 24 novembre à 14 h" in house.read()
    assert "Quartier de Borny" in house.read() and "À apporter" in house.read()
    mine, theirs = house.paper.contents(7, Document), house.paper.contents(GROUP, Document)
    assert len(mine) == len(theirs) == 1 and not theirs[0].protect and theirs[0].topic
    assert reference in theirs[0].text and reference not in mine[0].text
    assert "DTSTART:20261124T130000Z" in mine[0].text
    assert "rendez-vous pris" in house.paper.contents(GROUP, Edit)[-1].text
    assert states(house) == ["reservee"]


def test_reminders_come_two_days_before_and_in_the_morning_and_can_be_stopped(house: House) -> None:
    """Each has a button to stop them; «je viens» reaches the permanence; stopped, none comes."""
    reference = house.refers()
    house.presses("Voir d'autres dates")
    house.presses("jeudi 26")
    house.waits(at(24, 11))
    assert "Rappel" in house.read() and "jeudi 26 novembre à 9 h" in house.read()
    house.presses("Je viens")
    assert f"{reference} confirme" in house.paper.contents(GROUP)[-1].text.replace("<b>", "").replace(
        "</b>", ""
    )
    house.waits(at(26, 7))
    house.presses("Je ne peux pas venir")  # under the reminder of two days before, still good
    assert "je rends votre place" in house.read()
    house.presses("mardi 1er décembre")
    house.waits(at(29, 11))
    house.presses("Ne plus me le rappeler")
    before = len(house.paper.contents(7))
    house.waits(at(1, 13, month=12))
    assert len(house.paper.contents(7)) == before
    assert states(house)[0] == "reservee"


def test_agreement_to_one_permanence_is_not_agreement_to_another(tmp_path: Path) -> None:
    """Between the text shown and «d'accord» the permanence is suspended: the other is shown first."""
    found = [real_library()]
    house = House(tmp_path, library=lambda: found[0])
    house.tie(METZ, "exemple-moselle-telephone")
    for text in ("je suis assigné au tribunal, audience le 15 decembre 2026", "rendez-vous", "metz"):
        house.says(text)
    assert "Metz-Borny" in house.read() and "à elle seule" in house.read()
    record = replace(found[0].knowledge.permanences[METZ], etat="suspendue")
    everywhere = {**found[0].knowledge.permanences, METZ: record}
    found[0] = replace(found[0], knowledge=replace(found[0].knowledge, permanences=everywhere))
    house.presses("D'accord")
    assert "téléphonique" in house.read() and "à elle seule" in house.read()
    assert not house.database.read(lambda tx: tx.cases.by_chat(7))
    house.presses("D'accord")
    (case,) = house.database.read(lambda tx: tx.cases.by_chat(7))
    assert case.permanence == "exemple-moselle-telephone"


def test_two_households_never_have_the_last_place(tmp_path: Path) -> None:
    """Both were shown the only place; the second to press is told so and offered what there is, at once."""
    house = narrow(tmp_path, last=date(2026, 12, 2))
    house.refers(7)
    house.refers(8)
    house.presses("Prendre cette place", 8)
    house.presses("Prendre cette place", 7)
    assert "vient d'être prise" in house.read(7)
    house.presses("mardi 1er décembre", 7)
    assert "On vous attend mardi 1er décembre" in house.read(7)
    taken = house.database.read(lambda tx: tx.appointments.coming(house.now, METZ))
    assert len({(row.permanence, row.starts_at) for row in taken}) == len(taken) == 2


def files(house: House, chat: int) -> list[dict[str, str]]:
    """The calendar files a chat was given, oldest first, as their properties."""
    sent = [one for one in house.paper.contents(chat, Document) if one.name.endswith(".ics")]
    unfolded = [one.text.replace("\r\n ", "").split("\r\n") for one in sent]
    return [dict(line.split(":", 1) for line in text if line) for text in unfolded]


def test_both_calendars_follow_a_move_and_a_cancellation(house: House) -> None:
    """Booked, moved, cancelled: one identity, a sequence that grows, on both sides; then a new one begins."""
    house.refers()
    house.presses("Prendre cette place")
    house.presses("Changer de date")
    house.presses("jeudi 26 novembre")
    house.says("je ne peux pas venir jeudi")
    for chat in (7, GROUP):
        booked, moved, gone = files(house, chat)
        assert booked["UID"] == moved["UID"] == gone["UID"]
        assert int(booked["SEQUENCE"]) < int(moved["SEQUENCE"]) < int(gone["SEQUENCE"])
        assert booked["DTSTART"] < moved["DTSTART"] == gone["DTSTART"]
        assert [one["METHOD"] for one in (booked, moved, gone)] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert "Annulé" in files(house, 7)[-1]["SUMMARY"]
    house.presses("mardi 1er décembre")
    assert files(house, 7)[-1]["UID"] != files(house, 7)[0]["UID"]


def test_a_permanence_that_cannot_receive_takes_the_event_back(house: House) -> None:
    """Called off by staff: the household's calendar and the group's are told."""
    house.refers()
    house.presses("Prendre cette place")
    house.presses("Annuler le rendez-vous", GROUP)
    assert [one["METHOD"] for one in files(house, 7)] == ["PUBLISH", "CANCEL"]
    assert [one["METHOD"] for one in files(house, GROUP)] == ["PUBLISH", "CANCEL"]


def test_a_place_only_kept_is_in_nobody_s_calendar(house: House) -> None:
    """Proposed and refused: no file was ever made, none takes anything back."""
    house.refers()
    house.presses("Proposer un rendez-vous", GROUP)
    house.presses("mardi 24 novembre", GROUP)
    house.presses("Non merci")
    assert files(house, 7) == files(house, GROUP) == []


def test_a_full_permanence_has_a_waiting_list_and_a_freed_place_goes_to_it(tmp_path: Path) -> None:
    """Full: the household waits; the place given back is kept for it two hours; it takes it by a word."""
    house = narrow(tmp_path)
    house.refers(7)
    house.presses("Prendre cette place", 7)
    house.refers(8)
    assert "Vous êtes sur la liste" in house.read(8)
    house.says("je ne peux pas venir mardi", 7)
    assert "je rends votre place" in house.read(7) and "liste" in house.read(7)
    assert "Une place s'est libérée" in house.read(8) and "jusqu'à 12 h" in house.read(8)
    house.says("oui", 8)
    assert "On vous attend mardi 24 novembre" in house.read(8)
    left = house.database.read(lambda tx: [row.case for row in tx.waiting.of_permanence(METZ)])
    assert left == [case.id for case in house.database.read(lambda tx: tx.cases.by_chat(7))]


def test_a_place_kept_and_not_taken_goes_to_the_next(tmp_path: Path) -> None:
    """After two hours without an answer the place goes on; a late answer is told so."""
    house = narrow(tmp_path)
    for chat in (7, 8, 9):
        house.refers(chat)
        if chat == 7:
            house.presses("Prendre cette place", 7)
    house.says("je peux pas venir", 7)
    assert "Une place s'est libérée" in house.read(8) and "liste" in house.read(9)
    house.waits(at(21, 12, 5))
    assert "Je ne garde plus la place" in house.read(8)
    assert "Une place s'est libérée" in house.read(9)
    house.presses("Prendre cette place", 8)
    assert "vient d'être prise" in house.read(8)
    house.presses("Prendre cette place", 9)
    assert "On vous attend" in house.read(9)


def test_sooner_if_possible_keeps_the_place_and_waits_for_an_earlier_one(tmp_path: Path) -> None:
    """Nothing earlier now: word comes when something is; taking it gives the later one to the list."""
    house = narrow(tmp_path, last=date(2026, 12, 2))
    house.refers(7)
    house.presses("Prendre cette place", 7)
    house.refers(8)
    house.presses("Prendre cette place", 8)
    house.presses("Plus tôt si possible", 8)
    assert "Vous gardez celle du mardi 1er décembre" in house.read(8)
    house.says("je peux pas venir", 7)
    assert "mardi 24 novembre" in house.read(8)
    house.presses("Prendre cette place", 8)
    assert states(house, 8) == ["reservee", "deplacee"]


def test_staff_propose_and_say_whether_they_met(house: House) -> None:
    """Three sessions on the card, one proposed; afterwards «Pas venu» is a neutral word, with other dates."""
    house.refers()
    house.presses("Prendre", GROUP)
    house.presses("Proposer un rendez-vous", GROUP)
    house.presses("jeudi 26 novembre", GROUP)
    assert "vous propose un rendez-vous : jeudi 26 novembre à 9 h" in house.read()
    house.presses("Prendre cette place")
    house.waits(at(26, 9, 1))
    house.presses("Pas venu", GROUP, user=STRANGER)
    assert states(house) == ["reservee"]
    house.presses("Pas venu", GROUP)
    assert "Nous ne nous sommes pas vus jeudi 26 novembre" in house.read()
    assert "annul" not in house.read()
    house.presses("Venu", GROUP)
    assert states(house) == ["venue"]
    assert "nous nous sommes vus" in house.paper.contents(GROUP, Edit)[-1].text


def test_staff_call_off_and_the_household_chooses_again(house: House) -> None:
    """«Annuler le rendez-vous» tells the household, without reproach, and shows other dates."""
    house.refers()
    house.presses("Prendre cette place")
    house.presses("Annuler le rendez-vous", GROUP)
    assert "ne pourra pas vous recevoir mardi 24 novembre" in house.read()
    assert states(house) == ["annulee_permanence"]
    assert not [t for t in house.database.read(lambda tx: tx.timers.of_chat(7)) if t.kind == "appointment"]
    house.presses("jeudi 26")
    assert states(house)[0] == "reservee"


@pytest.mark.parametrize("how", ["close", "erase"])
def test_a_case_that_ends_gives_its_place_to_the_list(tmp_path: Path, how: str) -> None:
    """Closed by staff or erased by the household: nobody waits while the place is free."""
    house = narrow(tmp_path)
    house.refers(7)
    house.presses("Prendre cette place", 7)
    card = [
        b.id
        for e in house.paper.contents(GROUP, Edit)[-1:]
        for r in e.buttons
        for b in r
        if b.label == "Clore"
    ]
    house.refers(8)
    if how == "close":
        house.presses_id(card[0], GROUP, STAFF)
        house.presses("sans suite", GROUP)
        house.presses("Non, c'est bon", 7)
    else:
        house.says("/effacer", 7)
        house.presses("Oui, tout effacer", 7)
    assert "Une place s'est libérée" in house.read(8)


def test_the_permanence_has_its_list_the_evening_before(house: House) -> None:
    """One message at six in the evening, protected: hour, reference, stage; no name, no phone."""
    first, second = house.refers(7), None
    house.presses("Prendre cette place", 7)
    second = house.refers(8)
    assert "mardi 24 novembre à 14 h 30" in house.read(8)
    house.presses("Prendre cette place", 8)
    house.waits(at(23, 18, 1))
    (sheet,) = [one for one in house.paper.contents(GROUP) if "de 14 h 00 à 17 h 00" in one.text]
    assert sheet.protect and first in sheet.text and second in sheet.text
    assert "14 h 00 · " + first in sheet.text and "14 h 30 · " + second in sheet.text
    page = next(one for one in house.paper.contents(GROUP, Document) if one.name.endswith(".html"))
    assert page.name == "feuille-de-permanence-2026-11-24.html"
    assert first in page.text and second in page.text and not page.protect and not page.topic


def test_a_closure_tells_those_who_had_a_place(tmp_path: Path) -> None:
    """The session is closed after the booking: the household is told and chooses again."""
    library = [with_places(2, date(2026, 12, 9))]
    house = House(tmp_path, library=lambda: library[0])
    house.tie()
    house.refers()
    house.presses("Prendre cette place")
    record = library[0].knowledge.permanences[METZ]
    week = Fermeture(du=date(2026, 11, 23), au=date(2026, 11, 29))
    changed = replace(record, fermetures=(week, *record.fermetures))
    permanences = {**library[0].knowledge.permanences, METZ: changed}
    library[0] = replace(library[0], knowledge=replace(library[0].knowledge, permanences=permanences))
    house.database.write(
        lambda tx: tx.timers.set("allocate_all", None, None, house.now, {}, "allocate_all")
    ).result()
    house.works()
    assert states(house)[-1] == "annulee_permanence"
    assert "ne pourra pas vous recevoir mardi 24 novembre" in house.read()
    house.presses("mardi 1er décembre")
    assert states(house) == ["reservee", "annulee_permanence"]


def counted(house: House) -> list[dict[str, object]]:
    """The unmet demand of the month."""
    found = house.database.read(
        lambda tx: tx.statistics.report(date(2026, 11, 1), date(2026, 11, 30), "unmet_demand")
    )
    return [one.dimensions | {"count": one.count} for one in found]


def test_unmet_demand_is_counted_once_without_anybody_in_it(tmp_path: Path) -> None:
    """Full: where, what, which step, how many days were left and why; asking twice counts once."""
    house = narrow(tmp_path, places=1, last=date(2026, 11, 23))
    house.refers()
    (told,) = counted(house)
    assert told["why"] == "complet"
    assert (told["place"], told["stage"], told["margin"]) == ("200-039-865", "commandement_de_payer", "31_60")
    assert told["count"] == 1


def test_a_small_commune_is_counted_by_its_intercommunality(house: House) -> None:
    """Where few people live, the commune and the month could be enough to know who."""
    house.says("jai recu un comandement de payé hier")
    house.presses("Hier")
    house.says("bail de 2024")
    house.says("Abreschviller")
    house.says("rendez-vous")
    (told,) = counted(house)
    assert told["why"] == "hors_zone" and str(told["place"]).count("-") == 2


def test_whoever_writes_is_answered_before_a_morning_of_reminders(house: House) -> None:
    """Eighty reminders due at once make nobody wait: the answer leaves first, the reminders all follow."""
    chats = range(100, 180)

    def due(tx: Transaction) -> None:
        for chat in chats:
            told = {"deadline": "fin_du_delai", "day": "2026-12-22"}
            tx.timers.set("deadline", chat, None, house.now, told, "deadline.fin_du_delai.3")

    house.database.write(due).result()
    house.says("bonjour", 7)
    order = [call.chat_id for _, call in house.paper.calls]
    assert order.index(7) == 0
    assert set(order[1:]) == set(chats)


def test_nothing_is_offered_at_night(tmp_path: Path) -> None:
    """A place given back at eleven in the evening is offered at eight in the morning."""
    house = narrow(tmp_path)
    house.refers(7)
    house.presses("Prendre cette place", 7)
    house.refers(8)
    house.waits(at(22, 23))
    house.presses("Je ne peux pas venir", 7)
    house.waits(at(23, 7, 59))
    assert "Une place s'est libérée" not in house.read(8)
    house.waits(at(23, 8, 1))
    assert "Une place s'est libérée" in house.read(8) and "jusqu'à 10 h" in house.read(8)


def test_a_place_after_the_last_day_is_said_to_be_one(tmp_path: Path) -> None:
    """No place in time: a number for today to the household, a warning in the topic."""
    library = with_places(1, date(2028, 1, 1))
    record = library.knowledge.permanences[METZ]
    closed = Fermeture(du=date(2026, 11, 22), au=date(2027, 1, 10))
    permanences = {**library.knowledge.permanences, METZ: replace(record, fermetures=(closed,))}
    late = replace(library, knowledge=replace(library.knowledge, permanences=permanences))
    house = House(tmp_path, library=lambda: late)
    house.tie()
    house.refers()
    assert "C'est après votre date" in house.read() and "0 805 160 075" in house.read()
    assert any("aucune place avant sa date" in one.text for one in house.paper.contents(GROUP))


def test_erasing_takes_every_line_out_of_a_group_without_topics(house: House) -> None:
    """Without topics nothing is wiped whole: card, lines about the appointment and calendar go one by one."""

    def no_topics(call: Call) -> None:
        if isinstance(call.content, Topic):
            raise Refused("Bad Request: the chat is not a forum")

    house.paper.fails = no_topics
    house.refers()
    house.presses("Prendre cette place")
    shown = [
        number
        for number, call in house.paper.calls
        if call.chat_id == GROUP and isinstance(call.content, Message | Document)
    ]
    house.says("/effacer")
    house.presses("Oui, tout effacer")
    (wiped,) = house.paper.contents(GROUP, DeleteMany)
    assert set(wiped.message_ids) == set(shown) and len(shown) == 3


def test_hiding_the_conversation_takes_the_calendar_file_too(house: House) -> None:
    """A shared phone: what the bot sent in two days goes, files included."""
    house.refers()
    house.presses("Prendre cette place")
    files = len(house.paper.contents(7, Document))
    messages = len(house.paper.contents(7, Message))
    house.database.write(
        lambda tx: hide(World(tx, real_library(), datetime.fromtimestamp(house.now, PARIS)), 7)
    ).result()
    house.works()
    assert len(house.paper.contents(7, Delete)) == files + messages
