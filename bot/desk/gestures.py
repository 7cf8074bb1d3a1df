"""What staff do with a case: claim, give back, close, open again. Refusals are results, not exceptions."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.desk.case import Case, DeskTurn, Member
from bot.library import Library


def act(case: Case, gesture: str, member: Member, library: Library) -> DeskTurn:
    """What `gesture` by `member` makes of `case`; without the right nothing changes, and it is said."""
    if not member.may_work_on(case):
        return DeskTurn(notice=("desk.not_a_member", {}), audit="refused", card=False)
    name, _, argument = gesture.partition(":")
    gestures: dict[str, Callable[[Case, Member, Library, str], DeskTurn]] = {
        "claim": _claim,
        "release": _release,
        "reopen": _reopen,
        "offer": partial(_in_diary, "offer", "desk.proposed"),
        "came": partial(_in_diary, "came", "desk.came"),
        "missed": partial(_in_diary, "missed", "desk.missed"),
        "call_off": partial(_in_diary, "call_off", "desk.called_off"),
    }
    if name not in gestures:
        return DeskTurn(notice=("desk.old_button", {}), audit="stale", card=True)
    return gestures[name](case, member, library, argument)


def _place(case: Case, library: Library) -> dict[str, str]:
    return {"name": library.name_of(case.permanence, case.language), "reference": case.reference}


def _claim(case: Case, member: Member, library: Library, _: str) -> DeskTurn:
    if case.state == "claimed":
        return DeskTurn(notice=("desk.already_claimed", {"name": case.claimed_name}), audit="claim_late")
    if case.state == "closed":
        return DeskTurn(notice=("desk.already_closed", {}), audit="claim_late")
    return DeskTurn(
        changes={"state": "claimed", "claimed_by": member.user_id, "claimed_name": member.name},
        to_household=(("case.claimed", _place(case, library)),),
        to_group=(("desk.how_to_answer", {"name": member.name}),),
        notice=("desk.claimed", {}),
        audit="claim",
    )


def _release(case: Case, member: Member, library: Library, _: str) -> DeskTurn:
    if case.state != "claimed":
        return DeskTurn(notice=("desk.old_button", {}), audit="stale")
    return DeskTurn(
        changes={"state": "waiting", "claimed_by": None, "claimed_name": ""},
        to_household=(("case.released", _place(case, library)),),
        notice=("desk.released", {}),
        audit="release",
    )


def _in_diary(action: str, said: str, case: Case, member: Member, library: Library, start: str) -> DeskTurn:
    """A gesture about one session; on another appointment than the card shows, it is an old button."""
    known = case.appointment
    about = known is not None and known.starts_at.isoformat() == start
    if case.state == "closed" or not start or not (about or action == "offer"):
        return DeskTurn(notice=("desk.old_button", {}), audit="stale")
    voice = library.voice("fr")
    begins = datetime.fromisoformat(start)
    when = {"day": voice.near_day(begins.date()), "hour": voice.hour(begins)}
    return DeskTurn(notice=(said, when), diary=(action, start), audit=action)


def _reopen(case: Case, member: Member, library: Library, _: str) -> DeskTurn:
    if case.state != "closed":
        return DeskTurn(notice=("desk.old_button", {}), audit="stale")
    return DeskTurn(
        changes={
            "state": "claimed",
            "outcome": None,
            "claimed_by": member.user_id,
            "claimed_name": member.name,
        },
        to_household=(("case.reopened", _place(case, library)),),
        notice=("desk.reopened", {}),
        audit="reopen",
        reopened=True,
    )
