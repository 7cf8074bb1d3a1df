"""What each role may do: the table in code and the one that associations read say the same."""

from pathlib import Path

from bot.desk import rights
from bot.desk.case import Member
from bot.i18n import load_catalogues

GUIDE = (Path(__file__).parents[2] / "docs" / "guide-permanence.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.split("|")[1:-1]] for line in GUIDE.splitlines() if line[:1] == "|"]
COLUMNS = (rights.WORKER, rights.STAFF, rights.COORDINATOR, rights.ADMIN)
MEANING = {
    "orienter un ménage": rights.REFER,
    "trier": rights.TRIAGE,
    "lire et suivre les dossiers": rights.WORK,
    "voir l'équipe, dire son absence": rights.TEAM,
    "inviter": rights.INVITE,
    "retirer quelqu'un, confier ses dossiers": rights.DEPART,
    "lire les chiffres": rights.REPORT,
    "donner tous les rôles": rights.SETTINGS,
}


def test_the_guide_says_what_the_code_does() -> None:
    """Every right has its line, every role its column; a cross where the role includes the right."""
    told = {
        (MEANING[what], role): cell == "oui"
        for what, *cells in ROWS
        if what in MEANING
        for role, cell in zip(COLUMNS, cells, strict=True)
    }
    assert told == {
        (right, role): rights.permits(role, right) for right in MEANING.values() for role in COLUMNS
    }


def test_every_role_has_its_name_and_its_welcome() -> None:
    """Who is invited reads what they may do."""
    voice = load_catalogues().voice("fr")
    for role in rights.RIGHTS:
        assert voice.has(f"member.role_{role}") and voice.has(f"member.how_{role}")


def test_nobody_gives_more_than_they_have() -> None:
    """Only somebody who invites gives roles; only admins make admins; an unknown role is worth nothing."""
    for role in rights.RIGHTS:
        given = rights.may_give(frozenset({role}))
        assert bool(given) == rights.permits(role, rights.INVITE)
        assert rights.ADMIN not in given or role == rights.ADMIN
    assert not rights.permits("chief", rights.WORK) and rights.may_give(frozenset({"chief"})) == ()


def test_a_role_counts_where_it_was_given() -> None:
    """One permanence's coordinator is nobody at another; a territory's is everywhere."""
    here = Member(1, "Anne", roles=frozenset({(rights.COORDINATOR, "borny")}))
    everywhere = Member(2, "Paul", roles=frozenset({(rights.COORDINATOR, None)}))
    assert here.may(rights.INVITE, "borny") and not here.may(rights.INVITE, "woippy")
    assert everywhere.may(rights.INVITE, "woippy")
