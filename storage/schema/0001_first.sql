-- The first schema. A released file is never changed: a later change is a new file beside it.
-- Encrypted fields are BLOBs. Times are REAL, seconds since 1970, UTC.
-- Chat ids are never the rowid of a table: the inner pages of a rowid table may keep a deleted key as a signpost,
-- and an erased chat must leave the file. AUTOINCREMENT wherever others keep the id: it is never given twice.

CREATE TABLE marks (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL,
    at REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    key BLOB NOT NULL UNIQUE,
    chat_id INTEGER,
    raw BLOB,
    received_at REAL NOT NULL,
    not_before REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    error BLOB,
    CHECK (state = 'done' OR raw IS NOT NULL)
) STRICT;
CREATE INDEX inbox_new ON inbox (chat_id, id, not_before) WHERE state = 'new';
CREATE INDEX inbox_dead ON inbox (chat_id) WHERE state = 'dead';

CREATE TABLE cases (
    id TEXT PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    chat_id INTEGER NOT NULL,
    permanence TEXT,
    group_id INTEGER,
    topic_id INTEGER,
    card_message_id INTEGER,
    state TEXT NOT NULL,
    claimed_by INTEGER,
    stage TEXT,
    urgency INTEGER NOT NULL,
    act_before TEXT,
    data BLOB NOT NULL,
    consent_text BLOB,
    consent_at REAL,
    receipt BLOB,
    content_version TEXT NOT NULL,
    opened_at REAL NOT NULL,
    updated_at REAL NOT NULL,
    closed_at REAL,
    outcome TEXT
) STRICT;
CREATE INDEX cases_chat ON cases (chat_id);
CREATE INDEX cases_topic ON cases (group_id, topic_id) WHERE group_id IS NOT NULL;
CREATE INDEX cases_open ON cases (permanence, urgency) WHERE closed_at IS NULL;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payload BLOB,
    priority INTEGER NOT NULL,
    case_id TEXT REFERENCES cases (id) ON DELETE CASCADE,
    after_id INTEGER REFERENCES outbox (id) ON DELETE SET NULL,
    not_before REAL NOT NULL,
    expires REAL,
    ref TEXT,
    fleeting INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'sent', 'unknown', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    error BLOB,
    message_id INTEGER,
    settled_at REAL
) STRICT;
CREATE INDEX outbox_waiting ON outbox (priority, id) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_stuck ON outbox (state) WHERE state IN ('unknown', 'dead');
CREATE INDEX outbox_chat ON outbox (chat_id, message_id);
CREATE INDEX outbox_case ON outbox (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX outbox_after ON outbox (after_id) WHERE after_id IS NOT NULL;
CREATE INDEX outbox_ref ON outbox (ref) WHERE ref IS NOT NULL;

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL UNIQUE,
    body BLOB NOT NULL,
    saved_at REAL NOT NULL
) STRICT;

CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    case_id TEXT REFERENCES cases (id) ON DELETE CASCADE,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    author_role TEXT NOT NULL,
    body BLOB NOT NULL,
    at REAL NOT NULL,
    telegram_message_id INTEGER,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_chat ON messages (chat_id, telegram_message_id, version);
CREATE INDEX messages_case ON messages (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE relays (
    id INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    from_chat INTEGER NOT NULL,
    from_message INTEGER NOT NULL,
    to_chat INTEGER NOT NULL,
    to_outbox INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX relays_from ON relays (from_chat, from_message);
CREATE INDEX relays_to ON relays (to_outbox);
CREATE INDEX relays_case ON relays (case_id);

CREATE TABLE members (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    permanence TEXT NOT NULL,
    name BLOB,
    added_at REAL NOT NULL,
    UNIQUE (user_id, role, permanence)
) STRICT;
CREATE INDEX members_permanence ON members (permanence);

CREATE TABLE groups (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    permanence TEXT NOT NULL UNIQUE,
    title BLOB NOT NULL,
    tied_at REAL NOT NULL
) STRICT;
CREATE INDEX groups_chat ON groups (chat_id);

CREATE TABLE codes (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    data BLOB NOT NULL,
    expires_at REAL NOT NULL,
    used_at REAL,
    used_by BLOB
) STRICT;

CREATE TABLE buttons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    secret BLOB NOT NULL,
    chat_id INTEGER NOT NULL,
    user_id INTEGER,
    case_id TEXT REFERENCES cases (id) ON DELETE CASCADE,
    meaning BLOB NOT NULL,
    expires_at REAL NOT NULL
) STRICT;
CREATE INDEX buttons_chat ON buttons (chat_id);
CREATE INDEX buttons_case ON buttons (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE timers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    chat_id INTEGER,
    case_id TEXT REFERENCES cases (id) ON DELETE CASCADE,
    due_at REAL NOT NULL,
    data BLOB NOT NULL,
    key TEXT NOT NULL,
    UNIQUE (chat_id, key)
) STRICT;
CREATE INDEX timers_due ON timers (due_at);
CREATE INDEX timers_case ON timers (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    chat_id INTEGER,
    case_id TEXT REFERENCES cases (id) ON DELETE CASCADE,
    data BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'running', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before REAL NOT NULL DEFAULT 0,
    error BLOB,
    added_at REAL NOT NULL
) STRICT;
CREATE INDEX jobs_chat ON jobs (chat_id);
CREATE INDEX jobs_case ON jobs (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    case_id TEXT REFERENCES cases (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name BLOB NOT NULL,
    mime TEXT NOT NULL,
    content BLOB NOT NULL,
    at REAL NOT NULL
) STRICT;
CREATE INDEX documents_chat ON documents (chat_id);
CREATE INDEX documents_case ON documents (case_id) WHERE case_id IS NOT NULL;

-- Whom erasing reached, by keyed hash, so that a copy put back does not bring them back.
CREATE TABLE erasures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest BLOB NOT NULL,
    noted_at REAL
) STRICT;

CREATE TABLE statistics (
    month TEXT NOT NULL,
    event TEXT NOT NULL,
    dimensions TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (month, event, dimensions)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;

-- Where the kept audit begins: the last row that purging removed, and its hash.
CREATE TABLE audit_anchor (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    id INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
INSERT INTO audit_anchor (only, id, hash) VALUES (1, 0, zeroblob(32));

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only: no row is ever changed');
END;
CREATE TRIGGER audit_never_forgets BEFORE DELETE ON audit
WHEN OLD.id > (SELECT id FROM audit_anchor)
BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only: only rows before its anchor are purged');
END;
CREATE TRIGGER audit_anchor_only_advances BEFORE UPDATE ON audit_anchor
WHEN NEW.only <> 1 OR NEW.id <= OLD.id
    OR NEW.hash IS NOT (SELECT hash FROM audit WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'the audit anchor only moves forward, onto a row of the audit');
END;
CREATE TRIGGER audit_anchor_stays BEFORE DELETE ON audit_anchor
BEGIN
    SELECT RAISE(ABORT, 'the audit anchor stays');
END;
