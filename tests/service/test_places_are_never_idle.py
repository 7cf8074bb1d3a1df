"""In whatever order: nobody waits while a place that fits is free, and no session has too many people."""

import asyncio
import itertools
import tempfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.desk import hours
from bot.dialogue import session as sessions
from bot.dialogue.effects import Book, Release, Wait
from bot.dialogue.session import Session
from bot.library import Library
from bot.service import diary, offers, opening
from bot.service.world import World, enter
from knowledge.allocation import NOTICE
from knowledge.appointments import take
from knowledge.criteria import URGENT
from knowledge.directory import Fermeture
from knowledge.opening import Opening
from knowledge.schedule import upcoming
from knowledge.vocabulary import Etat
from storage.cases import CaseRow
from tests.conftest import PARIS, real_library
from tests.service.house import METZ, House

WEEKS = timedelta(weeks=10)
CASES = st.integers(0, 5)


def with_capacity(places: int, closed_first: bool) -> Library:
    """Metz-Borny with three sessions in all, the first one perhaps closed; no place left means suspended."""
    library = real_library()
    closures = (Fermeture(du=date(2026, 12, 3), au=date(2028, 1, 1)),)
    if closed_first:
        closures += (Fermeture(du=date(2026, 11, 23), au=date(2026, 11, 25)),)
    record = replace(
        library.knowledge.permanences[METZ],
        capacite=max(places, 1),
        places_urgentes=min(1, max(places - 1, 0)),
        fermetures=closures,
        etat="ouverte" if places else "suspendue",
    )
    permanences = {**library.knowledge.permanences, METZ: record}
    return replace(library, knowledge=replace(library.knowledge, permanences=permanences))


class Permanence(RuleBasedStateMachine):
    """Six households and the staff of one permanence do what they like; the clock rings all along."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.library = with_capacity(1, False)
        self.house = House(Path(self.folder.name), library=lambda: self.library)
        self.house.tie()
        self.cases = [
            self._open(chat, urgency)
            for chat, urgency in zip(itertools.count(1), (1, 2, 2, 3, 4, 2), strict=False)
        ]

    def teardown(self) -> None:
        self.house.database.close()
        self.folder.cleanup()

    def _open(self, chat: int, urgency: int) -> str:
        return self._do(lambda world: self._opened(world, chat, urgency))

    def _opened(self, world: World, chat: int, urgency: int) -> str:
        data = {"lines": [], "words": [], "why": "", "language": "fr"}
        row = world.tx.cases.open(
            chat,
            now=world.at,
            state="waiting",
            urgency=urgency,
            content_version="",
            permanence=METZ,
            data=data,
        )
        talk = Session(chat, case=row.reference, case_state="waiting", permanence=METZ, urgency=urgency)
        world.tx.sessions.save(chat, sessions.dump(talk), world.at)
        return row.id

    def _do(self, work: Any) -> Any:
        """One write, then everything that is due rings, as it does every second."""
        now = datetime.fromtimestamp(self.house.now, PARIS)
        done = self.house.database.write(lambda tx: work(enter(tx, self.library, now))).result()
        while self.house._rings() + asyncio.run(self.house.service.drain()):
            pass
        return done

    def _row(self, world: World, number: int) -> CaseRow | None:
        row = world.tx.cases.get(self.cases[number])
        return row if row is not None and row.closed_at is None else None

    @rule(number=CASES, last=st.booleans())
    def book(self, number: int, last: bool) -> None:
        """A household takes a free place, or waits where there is none."""

        def work(world: World) -> None:
            row = self._row(world, number)
            if row is None:
                return
            free = offers.free(world, row)
            if not free:
                diary.wait(world, Wait(row.reference, METZ))
                return
            record = world.library.knowledge.permanences[METZ]
            urgent = row.urgency >= URGENT
            chosen = take(row.reference, free[-last], record, world.coming(METZ), world.now, urgent=urgent)
            diary.book(world, Book(chosen))

        self._do(work)

    @rule(number=CASES)
    def give_back(self, number: int) -> None:
        """A household cannot come, or refuses what is kept for it."""

        def work(world: World) -> None:
            row = self._row(world, number)
            mine = [one for one in world.coming(METZ) if row is not None and one.case == row.reference]
            for one in mine:
                diary.release(world, Release(one))

        self._do(work)

    @rule(number=CASES)
    def accept(self, number: int) -> None:
        """A household takes what is kept for it."""

        def work(world: World) -> None:
            row = self._row(world, number)
            for one in world.coming(METZ):
                if row is not None and one.case == row.reference and one.state == "tenue":
                    diary.book(world, Book(replace(one, state="reservee", expires_at=None)))

        self._do(work)

    @rule(number=CASES)
    def want_it_sooner(self, number: int) -> None:
        """A household keeps its place and waits for an earlier one."""

        def work(world: World) -> None:
            row = self._row(world, number)
            for one in world.coming(METZ):
                if row is not None and one.case == row.reference and one.state == "reservee":
                    diary.wait(world, Wait(row.reference, METZ, one.starts_at))

        self._do(work)

    @rule(number=CASES)
    def close_or_open_again(self, number: int) -> None:
        """Staff close a case, or open it again: then it waits."""

        def work(world: World) -> None:
            row = self._row(world, number)
            if row is None:
                world.tx.cases.update(self.cases[number], world.at, closed_at=None, state="waiting")
                again = world.tx.cases.get(self.cases[number])
                assert again is not None
                diary.wait(world, Wait(again.reference, METZ))
            else:
                diary.leave(world, row)
                world.tx.cases.update(row.id, world.at, closed_at=world.at, state="closed")

        self._do(work)

    @rule(places=st.integers(0, 3), closed_first=st.booleans())
    def change_the_directory(self, places: int, closed_first: bool) -> None:
        """The association writes another capacity, or closes a day."""
        self.library = with_capacity(places, closed_first)
        self._do(offers.give_out_everywhere)

    @rule(
        etat=st.sampled_from(("ouverte", "complete", "urgences")),
        places=st.integers(1, 3),
        closed=st.booleans(),
    )
    def say_what_it_receives(self, etat: Etat, places: int, closed: bool) -> None:
        """The coordinator writes `/etat` or `/capacite`."""

        def work(world: World) -> None:
            first = world.now.date() + timedelta(days=1) if closed else None
            last = first + timedelta(days=3) if first else None
            opening.change(world, Opening(METZ, etat, first, last, places), "coordinator")

        self._do(work)

    @rule(minutes=st.integers(10, 400))
    @precondition(lambda self: self.house.now < datetime(2026, 11, 30, tzinfo=PARIS).timestamp())
    def wait(self, minutes: int) -> None:
        """Time passes; what is kept lapses at its hour."""
        until = self.house.now + minutes * 60
        while (due := self.house.database.read(lambda tx: tx.timers.next_due())) and due <= until:
            self.house.now = max(self.house.now, due)
            self._do(lambda world: None)
        self.house.now = until
        self._do(lambda world: None)

    @invariant()
    def nobody_waits_beside_a_free_place(self) -> None:
        """By day: for each who waits, no session that fits has a place, by a count made here anew."""
        now = datetime.fromtimestamp(self.house.now, PARIS)
        if hours.QUIET_TO <= now.time() < hours.QUIET_FROM:
            self.house.database.read(lambda tx: self._check(enter(tx, self.library, now)))

    def _check(self, world: World) -> None:
        record = world.library.knowledge.permanences[METZ]
        coming = world.coming(METZ)
        for one in upcoming(record, world.now, world.now + WEEKS):
            taken = sum(each.key == one.key for each in coming)
            assert taken <= one.places, f"{taken} in {one}"
            for waiting in world.tx.waiting.of_permanence(METZ):
                kept = 0 if waiting.urgency >= URGENT else one.kept_for_urgent
                starts = one.starts_at.timestamp()
                fits = one.starts_at > world.now + NOTICE and starts not in waiting.declined
                fits = fits and (waiting.before is None or starts < waiting.before)
                fits = fits and record.etat != "complete"
                fits = fits and (record.etat != "urgences" or waiting.urgency >= URGENT)
                assert not (fits and taken + kept < one.places), (
                    f"{waiting} waits beside {one}, {taken} taken"
                )


TestPermanence = Permanence.TestCase
TestPermanence.settings = settings(
    max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
