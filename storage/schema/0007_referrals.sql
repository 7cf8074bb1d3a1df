-- What a worker told of a household, and whom to tell what becomes of it. `draft` numbers the worker's own drafts;
-- `body`, encrypted, goes as soon as the household has answered.
CREATE TABLE referrals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    draft INTEGER NOT NULL,
    household_chat INTEGER,
    case_id TEXT REFERENCES cases (id) ON DELETE CASCADE,
    body BLOB,
    at REAL NOT NULL
) STRICT;
CREATE INDEX referrals_chat ON referrals (chat_id, draft);
CREATE INDEX referrals_household ON referrals (household_chat) WHERE household_chat IS NOT NULL;
CREATE INDEX referrals_case ON referrals (case_id) WHERE case_id IS NOT NULL;

-- The code printed on a household's fiche: it serves whoever works there, until it expires or another is printed.
CREATE TABLE passes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL UNIQUE,
    case_id TEXT REFERENCES cases (id) ON DELETE CASCADE,
    digest BLOB NOT NULL UNIQUE,
    expires_at REAL NOT NULL
) STRICT;
CREATE INDEX passes_case ON passes (case_id) WHERE case_id IS NOT NULL;
