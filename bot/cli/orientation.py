"""`route`: which permanence, and why."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from bot import app
from bot.cli import batch, replays
from bot.cli.batch import Json
from bot.cli.failures import Misuse, nearest
from bot.cli.group import SAY, Command, option
from bot.cli.upkeep import DATA
from bot.i18n import SOURCE_LANGUAGE, Voice, load_catalogues
from knowledge.criteria import RouteRequest
from knowledge.loader import Knowledge
from knowledge.lookup import Resolution
from knowledge.routing import Routing
from knowledge.routing import route as find_route
from knowledge.schedule import Session

CRITERIA = ("commune", "domaine", "stage", "statut", "langue", "urgency", "act_before", "came_by", "known_by")


@click.command(cls=Command, name="route")
@click.argument("pairs", nargs=-1, metavar=SAY("argument.facts"))
@option("--now")
@option("--batch", "batch_file", metavar="FICHIER")
@option("--replay", "replay_file", metavar="FICHIER")
@option("--decisions", is_flag=True)
@option("--data", **DATA)
@option("--json", "as_json", is_flag=True)
def route(
    pairs: tuple[str, ...],
    now: str | None,
    batch_file: str | None,
    replay_file: str | None,
    decisions: bool,
    data: Path | None,
    as_json: bool,
) -> int:
    """Route one household, or one a line; or play past decisions again."""
    if decisions:
        return replays.write(data)
    knowledge = app.load_knowledge()
    if replay_file is not None:
        return replays.play(replay_file, knowledge, as_json)
    default = moment(now) if now else app.local(app.now())

    def answer(asked: Mapping[str, Any]) -> Json:
        try:
            return _answer(asked, knowledge, default)
        except Misuse as error:
            if batch_file is None:
                raise
            return {"error": error.message}

    asked: Json | None = dict(batch.facts(pairs)) if pairs else None
    return batch.one_or_many(
        answer, lambda result: _show(result, knowledge), asked, batch_file, as_json, "commune=…"
    )


def moment(text: str) -> datetime:
    """A moment given on the command line, Paris time unless it says otherwise; a wrong one is a misuse."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise Misuse(SAY("wrong.bad_moment", given=text)) from error
    return given if given.tzinfo else given.replace(tzinfo=app.PARIS)


def _answer(asked: Mapping[str, Any], knowledge: Knowledge, default: datetime) -> Json:
    criteria = _criteria(asked)
    now = moment(criteria.pop("now")) if "now" in criteria else default
    resolution = knowledge.territory.resolve_fact(criteria.get("commune", ""))
    found = find_route(_request(criteria, resolution, knowledge), knowledge, now, {})
    return _shape(found, resolution)


def _criteria(asked: Mapping[str, Any]) -> dict[str, str]:
    """The criteria of a question, under one spelling; facts may stand at the top or under `facts`."""
    inner = asked.get("facts")
    merged = {**asked, **(inner if isinstance(inner, Mapping) else {})}
    aliases = {"commune_insee": "commune", "facts": "", "id": ""}
    given = {name: batch.as_text(value) for name, value in merged.items() if value is not None}
    named = {aliases.get(name, name): value for name, value in given.items()}
    named.pop("", None)
    for name in named:
        if name not in (*CRITERIA, "now"):
            near = nearest(name, CRITERIA)
            raise Misuse(SAY("wrong.fact_unknown", name=name, nearest=near, known=", ".join(CRITERIA)))
    return named


def _request(criteria: Mapping[str, str], resolution: Resolution, knowledge: Knowledge) -> RouteRequest:
    stage = knowledge.stages.get(criteria.get("stage", ""))
    return RouteRequest(
        commune_insee=resolution.commune.insee if resolution.commune else None,
        domaine=criteria.get("domaine") or (stage.domaine if stage else None),
        statut=criteria.get("statut"),
        langue=criteria.get("langue"),
        urgency=_number(criteria.get("urgency")) or (stage.urgency if stage else 0),
        act_before=_date(criteria.get("act_before")),
        came_by=criteria.get("came_by"),
        known_by=criteria.get("known_by"),
    )


def _number(text: str | None) -> int:
    if text and not text.isdecimal():
        raise Misuse(SAY("wrong.bad_number", given=text))
    return int(text or 0)


def _date(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Misuse(SAY("wrong.bad_date", given=text)) from error


def _shape(found: Routing, resolution: Resolution) -> Json:
    commune = resolution.commune
    return {
        "commune": {
            "insee": commune.insee if commune else None,
            "nom": commune.nom if commune else None,
            "candidates": [match.commune.insee for match in resolution.candidates],
        },
        "permanence": found.permanence,
        "rule": found.rule,
        "last_useful_session": _session(found.last_useful_session),
        "next_sessions": [_session(session) for session in found.next_sessions],
        "receipt": [
            {
                "rule": line.rule,
                "permanence": line.permanence,
                "kept": line.kept,
                "why": line.why,
                "reason": line.reason,
            }
            for line in found.receipt
        ],
        "late": found.late,
        "without_language": found.without_language,
        "waiting": list(found.waiting),
        "fallback": list(found.fallback),
        "content_version": found.content_version,
    }


def _session(session: Session | None) -> Json | None:
    if session is None:
        return None
    return {
        "permanence": session.permanence_id,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "places": session.places,
    }


def _show(result: Json, knowledge: Knowledge) -> None:
    voice = load_catalogues().voice(SOURCE_LANGUAGE)
    if len(result["commune"]["candidates"]) > 1:
        click.echo(SAY("route.unsure", candidates=", ".join(result["commune"]["candidates"])))
    if result["permanence"]:
        name = knowledge.permanences[result["permanence"]].nom
        click.echo(SAY("route.permanence", permanence=name, rule=result["rule"]))
    else:
        click.echo(SAY("route.none"))
    for state in ("late", "without_language"):
        if result[state]:
            click.echo(SAY(f"route.{state}"))
    if result["next_sessions"]:
        starts = ", ".join(_in_full(voice, session) for session in result["next_sessions"])
        click.echo(SAY("route.sessions", sessions=starts))
    if result["last_useful_session"]:
        click.echo(SAY("route.last", session=_in_full(voice, result["last_useful_session"])))
    for contact in (knowledge.contacts[name] for name in result["fallback"] if name in knowledge.contacts):
        click.echo(SAY("route.fallback", name=contact.name, phone=contact.phone or "–"))


def _in_full(voice: Voice, session: Json) -> str:
    starts = datetime.fromisoformat(session["starts_at"])
    return SAY("route.session", day=voice.near_day(starts.date()), hour=voice.hour(starts))
