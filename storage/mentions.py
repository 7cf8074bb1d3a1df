"""Every column that says whose chat a row is about. Erasing and renaming a chat reach exactly these."""

from __future__ import annotations

# A test holds this list against the schema: a new column with a chat in it must be added here.
CHATS: tuple[tuple[str, str], ...] = (
    ("inbox", "chat_id"),
    ("outbox", "chat_id"),
    ("sessions", "chat_id"),
    ("cases", "chat_id"),
    ("cases", "group_id"),
    ("messages", "chat_id"),
    ("relays", "from_chat"),
    ("relays", "to_chat"),
    ("documents", "chat_id"),
    ("groups", "chat_id"),
    ("alarms", "chat_id"),
    ("buttons", "chat_id"),
    ("timers", "chat_id"),
    ("landlords", "chat_id"),
    ("jobs", "chat_id"),
    ("referrals", "chat_id"),
    ("referrals", "household_chat"),
    ("passes", "chat_id"),
)

# Tables whose rows may belong to a case, and go with it.
BOUND: tuple[str, ...] = (
    "relays",
    "outbox",
    "messages",
    "documents",
    "buttons",
    "timers",
    "jobs",
    "appointments",
    "waiting",
    "mediations",
    "landlords",
    "referrals",
    "passes",
)

# The people who help. Erasing a household's chat does not take a colleague's role away.
HELPERS: tuple[tuple[str, str], ...] = (
    ("cases", "claimed_by"),
    ("members", "user_id"),
    ("absences", "user_id"),
    ("absences", "substitute_user_id"),
    ("buttons", "user_id"),
)
