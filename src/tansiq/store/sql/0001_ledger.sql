-- The tables of the ledger: what cannot be rebuilt from anything else. Ciphertext, signatures,
-- hashes and the read log; no clear text of a case. Collation C and no extension are assumed.

CREATE TABLE ledger.meta (
    name  text PRIMARY KEY,
    value text NOT NULL
);

-- One row. Whoever appends or takes over a mirror holds it until commit, so arrival numbers are
-- in commit order: a rebuild folds entries in exactly the order in which they were first folded.
CREATE TABLE ledger.arrival (
    one  boolean PRIMARY KEY DEFAULT true CHECK (one),
    last bigint NOT NULL
);
INSERT INTO ledger.arrival (last) VALUES (0);

CREATE TABLE ledger.log (
    id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin       text NOT NULL UNIQUE,
    agency       text NOT NULL,
    channel      text NOT NULL,
    generation   integer NOT NULL,
    epoch        integer NOT NULL,
    size         bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
    frontier     bytea NOT NULL DEFAULT ''::bytea,
    state        text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'frozen', 'blocked', 'closed')),
    frozen_at    bigint,
    suspect_from bigint
);
CREATE INDEX log_channel ON ledger.log (channel, agency, generation, epoch);

CREATE TABLE ledger.entry (
    log_id   integer NOT NULL REFERENCES ledger.log,
    seq      bigint NOT NULL,
    arrival  bigint NOT NULL,
    received timestamptz NOT NULL,
    kind     text NOT NULL,
    class_id text NOT NULL,
    leaf     bytea NOT NULL,
    entry    bytea NOT NULL,
    PRIMARY KEY (log_id, seq)
);
CREATE UNIQUE INDEX entry_arrival ON ledger.entry (arrival);
CREATE UNIQUE INDEX entry_leaf ON ledger.entry (leaf);
CREATE INDEX entry_class ON ledger.entry (class_id) WHERE class_id <> '';

-- Bodies lie apart: deleting one leaves the signed entry, and so the tree, whole.
CREATE TABLE ledger.body (
    log_id integer NOT NULL,
    seq    bigint NOT NULL,
    body   bytea NOT NULL,
    PRIMARY KEY (log_id, seq)
);
ALTER TABLE ledger.body ALTER COLUMN body SET STORAGE EXTERNAL;
-- A statistics row would keep samples of ciphertext beyond an erasure.
ALTER TABLE ledger.body ALTER COLUMN body SET STATISTICS 0;
ALTER TABLE ledger.entry ALTER COLUMN entry SET STATISTICS 0;

-- Only entries that are not simply opened at arrival have a row. `fold_no` is the arrival number
-- at which a late key or a late cause let it be folded.
CREATE TABLE ledger.entry_state (
    log_id  integer NOT NULL,
    seq     bigint NOT NULL,
    state   text NOT NULL CHECK (state IN
        ('opened', 'unopenable', 'erased', 'unknown_kind', 'parked', 'quarantined')),
    reason  text NOT NULL DEFAULT '',
    fold_no bigint,
    since   timestamptz NOT NULL,
    PRIMARY KEY (log_id, seq)
);
CREATE INDEX entry_state_state ON ledger.entry_state (state);

CREATE TABLE ledger.parked (
    log_id integer NOT NULL,
    seq    bigint NOT NULL,
    needs  bytea NOT NULL,
    PRIMARY KEY (log_id, seq, needs)
);
CREATE INDEX parked_needs ON ledger.parked (needs);

CREATE TABLE ledger.checkpoint (
    log_id integer NOT NULL REFERENCES ledger.log,
    size   bigint NOT NULL,
    root   bytea NOT NULL,
    note   text NOT NULL,
    PRIMARY KEY (log_id, size)
);

CREATE TABLE ledger.cosignature (
    log_id  integer NOT NULL REFERENCES ledger.log,
    size    bigint NOT NULL,
    witness text NOT NULL,
    line    text NOT NULL,
    PRIMARY KEY (log_id, size, witness)
);

-- What this node has itself cosigned of each log: moves by compare-and-set only.
CREATE TABLE ledger.witnessed (
    origin text PRIMARY KEY,
    size   bigint NOT NULL,
    root   bytea NOT NULL
);

CREATE TABLE ledger.root_statement (
    digest    bytea PRIMARY KEY,
    node      text NOT NULL,
    number    bigint NOT NULL,
    statement bytea NOT NULL,
    arrival   bigint GENERATED ALWAYS AS IDENTITY,
    UNIQUE (node, number, digest)
);

CREATE TABLE ledger.channel_statement (
    digest     bytea PRIMARY KEY,
    channel    text NOT NULL,
    generation integer NOT NULL,
    statement  bytea NOT NULL,
    complete   boolean NOT NULL DEFAULT false
);
CREATE INDEX channel_statement_channel ON ledger.channel_statement (channel, generation);

CREATE TABLE ledger.channel_part (
    digest bytea NOT NULL,
    node   text NOT NULL,
    part   bytea NOT NULL,
    PRIMARY KEY (digest, node)
);

CREATE TABLE ledger.fork (
    id     bytea PRIMARY KEY,
    origin text NOT NULL,
    proof  bytea NOT NULL,
    found  timestamptz NOT NULL
);

-- What a partner sent and we refused, as it came.
CREATE TABLE ledger.quarantine (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sender   text NOT NULL,
    origin   text NOT NULL,
    seq      bigint,
    code     text NOT NULL,
    facts    jsonb NOT NULL,
    entry    bytea NOT NULL,
    body     bytea,
    received timestamptz NOT NULL,
    lifted   timestamptz
);
CREATE INDEX quarantine_sender ON ledger.quarantine (sender, origin, seq);
ALTER TABLE ledger.quarantine ALTER COLUMN facts SET STATISTICS 0;

CREATE TABLE ledger.blob_ref (
    address  text NOT NULL,
    log_id   integer NOT NULL,
    seq      bigint NOT NULL,
    class_id text NOT NULL,
    size     bigint NOT NULL,
    PRIMARY KEY (address, log_id, seq)
);
CREATE INDEX blob_ref_class ON ledger.blob_ref (class_id);

CREATE TABLE ledger.erasure (
    class_id text PRIMARY KEY,
    erased   timestamptz NOT NULL,
    entries  bigint NOT NULL,
    blobs    bigint NOT NULL,
    physical text NOT NULL
);

-- Hash chain: digest = SHA-256 over the digest before and this row. What was typed into a search
-- stands apart, salted: the chain holds only its digest, so the text can be purged on its own date.
CREATE TABLE ledger.read_log (
    number      bigint PRIMARY KEY,
    time        timestamptz NOT NULL,
    officer     text NOT NULL,
    action      text NOT NULL,
    place       text NOT NULL,
    reason      text NOT NULL,
    shown       text[] NOT NULL,
    text_digest bytea NOT NULL,
    digest      bytea NOT NULL
);
CREATE TABLE ledger.read_text (
    number bigint PRIMARY KEY,
    salt   bytea NOT NULL,
    text   text NOT NULL
);
ALTER TABLE ledger.read_log ALTER COLUMN officer SET STATISTICS 0;
ALTER TABLE ledger.read_log ALTER COLUMN reason SET STATISTICS 0;
ALTER TABLE ledger.read_log ALTER COLUMN shown SET STATISTICS 0;
ALTER TABLE ledger.read_text ALTER COLUMN text SET STATISTICS 0;

-- Per projection: its version and the last arrival folded into it.
CREATE TABLE ledger.projection (
    name    text PRIMARY KEY,
    version integer NOT NULL,
    folded  bigint NOT NULL
);
