-- State per partner: how far each side is. Rebuilt by asking the partner; never backed up.

CREATE TABLE link.partner (
    partner      text PRIMARY KEY,
    last_in      bigint NOT NULL DEFAULT 0,
    last_out     bigint NOT NULL DEFAULT 0,
    last_contact timestamptz,
    last_failure timestamptz,
    failure      text NOT NULL DEFAULT '',
    facts        jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE link.position (
    partner  text NOT NULL,
    origin   text NOT NULL,
    sent     bigint NOT NULL DEFAULT 0,
    received bigint NOT NULL DEFAULT 0,
    applied  bigint NOT NULL DEFAULT 0,
    opened   bigint NOT NULL DEFAULT 0,
    read     bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (partner, origin)
);

-- Signed latest-wins notes, theirs and ours.
CREATE TABLE link.note (
    author text NOT NULL,
    origin text NOT NULL,
    number bigint NOT NULL,
    note   bytea NOT NULL,
    PRIMARY KEY (author, origin)
);

CREATE TABLE link.value (
    partner text NOT NULL,
    name    text NOT NULL,
    value   jsonb NOT NULL,
    PRIMARY KEY (partner, name)
);
