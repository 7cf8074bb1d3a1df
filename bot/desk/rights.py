"""What each role may do: the one table. Roles come from the database, never from being in a group.

The same table, in French, stands in docs/guide-permanence.md; a test holds the two together.
"""

from collections.abc import Mapping

WORKER, STAFF, COORDINATOR, ADMIN = "worker", "staff", "coordinator", "admin"

REFER = "refer"
"""Refer households, and read what becomes of them."""
TRIAGE = "triage"
"""Confirm or correct where a household goes."""
WORK = "work"
"""Read, claim, answer, move and close the cases of a permanence."""
TEAM = "team"
"""See who belongs to a permanence; say that one is away."""
INVITE = "invite"
"""Invite somebody into a permanence."""
DEPART = "depart"
"""Take somebody's roles back, and give their cases to another."""
REPORT = "report"
"""Read the figures of a permanence."""
SETTINGS = "settings"
"""Give and take back any role."""

RIGHTS: Mapping[str, frozenset[str]] = {
    WORKER: frozenset({REFER, TRIAGE}),
    STAFF: frozenset({REFER, WORK, TEAM}),
    COORDINATOR: frozenset({REFER, TRIAGE, WORK, TEAM, INVITE, DEPART, REPORT}),
    ADMIN: frozenset({TEAM, INVITE, DEPART, REPORT, SETTINGS}),
}

MAY_INVITE: Mapping[str, tuple[str, ...]] = {
    COORDINATOR: (STAFF, WORKER, COORDINATOR),
    ADMIN: (STAFF, WORKER, COORDINATOR, ADMIN),
}
"""Which roles each may give."""


def permits(role: str, right: str) -> bool:
    """Whether a role includes a right; a role that is not known includes none."""
    return right in RIGHTS.get(role, frozenset())


def may_give(roles: frozenset[str]) -> tuple[str, ...]:
    """The roles that somebody with these roles may give to another."""
    return max((MAY_INVITE.get(role, ()) for role in roles), key=len, default=())
