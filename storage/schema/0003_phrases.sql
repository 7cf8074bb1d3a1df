-- Sentences that were not understood, already masked: no name, figure or place is in them, nor whose they are. The
-- number is drawn at random and the day has no hour, so that a row cannot be laid beside a conversation.

CREATE TABLE phrases (
    id INTEGER PRIMARY KEY,
    language TEXT NOT NULL,
    day TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX phrases_day ON phrases (day);
