"""The tables of the desk: one row per record, written once, never changed.

Because every row comes from one entry alone, the tables are the same in whatever order the logs of
different agencies arrive; what follows from several records (recalled, overdue, permitted) is found
when it is asked. Columns with personal data keep no statistics, which would outlive an erasure.
"""

_PLACE = """
    origin     text NOT NULL,
    seq        bigint NOT NULL,
    leaf       text NOT NULL,
    agency     text NOT NULL,
    channel    text NOT NULL,
    generation integer NOT NULL,
    epoch      integer NOT NULL,
    class_id   text NOT NULL,
    officer    text NOT NULL,
    time       text NOT NULL,
    received   text NOT NULL,
    PRIMARY KEY (origin, seq)"""

_COLUMNS = {
    "desk_report": """
    report text NOT NULL, file text NOT NULL, reference text NOT NULL, title text NOT NULL,
    language text NOT NULL, grade text NOT NULL, nature text NOT NULL, handling text NOT NULL,
    seized boolean NOT NULL, origin_agency text NOT NULL, origin_release text NOT NULL,
    record text NOT NULL""",
    "desk_release_check": """
    release text NOT NULL, report text NOT NULL, target text NOT NULL, leaks integer NOT NULL,
    reason text NOT NULL""",
    "desk_release": """
    release text NOT NULL, title text NOT NULL, language text NOT NULL, grade text NOT NULL,
    nature text NOT NULL, handling text NOT NULL, expiry text NOT NULL, court boolean NOT NULL,
    origin_agency text NOT NULL, origin_release text NOT NULL, permission text NOT NULL,
    answers text NOT NULL, recipients text[] NOT NULL, record text NOT NULL""",
    "desk_notice": """
    kind text NOT NULL, release text NOT NULL, correction text NOT NULL, reason text NOT NULL,
    due text NOT NULL, record text NOT NULL""",
    "desk_notice_answer": """
    kind text NOT NULL, originator text NOT NULL, release text NOT NULL, correction text NOT NULL,
    outcome text NOT NULL, reason text NOT NULL, record text NOT NULL""",
    "desk_permission": """
    permission text NOT NULL, originator text NOT NULL, release text NOT NULL,
    court boolean NOT NULL, due text NOT NULL, record text NOT NULL""",
    "desk_permission_answer": """
    permission text NOT NULL, asker text NOT NULL, release text NOT NULL, given boolean NOT NULL,
    court boolean NOT NULL, expiry text NOT NULL, reason text NOT NULL, record text NOT NULL""",
    "desk_request": """
    request text NOT NULL, asked text NOT NULL, urgency text NOT NULL, hours integer NOT NULL,
    due text NOT NULL, record text NOT NULL""",
    "desk_request_reply": """
    kind text NOT NULL, requester text NOT NULL, request text NOT NULL, outcome text NOT NULL,
    acknowledged text NOT NULL, record text NOT NULL""",
    "desk_agreement": """
    agreement text NOT NULL, digest text NOT NULL, starts text NOT NULL, ends text NOT NULL,
    record text NOT NULL""",
    "desk_charter": """
    regime text NOT NULL, record text NOT NULL""",
    "desk_agreement_signature": """
    agreement text NOT NULL, proposer text NOT NULL, digest text NOT NULL""",
}

# What a search compares: narrow, because a word that nothing holds is looked for in all of it.
_WORDS = """CREATE TABLE desk_words (
    kind text NOT NULL, place text NOT NULL, handling text NOT NULL, words text NOT NULL,
    origin text NOT NULL, seq bigint NOT NULL, agency text NOT NULL, channel text NOT NULL,
    time text NOT NULL,
    PRIMARY KEY (origin, seq)
)"""

# What we released, newest first, among however much we received.
_OURS = "agency, channel, time, origin, seq"

_INDEXED = {
    "desk_report": ("report", "file, time, origin, seq"),
    "desk_release_check": ("release", "report"),
    "desk_release": ("release", "origin_release", "channel, time, origin, seq", _OURS),
    "desk_notice": ("release", "correction"),
    "desk_notice_answer": ("release", "correction"),
    "desk_permission": ("permission", "release"),
    "desk_permission_answer": ("permission", "release"),
    "desk_request": ("request",),
    "desk_request_reply": ("request",),
    "desk_agreement": ("channel",),
    "desk_charter": (),
    "desk_agreement_signature": ("agreement",),
}

_PERSONAL = {
    "desk_report": ("title", "reference", "record"),
    "desk_release": ("title", "record"),
    "desk_notice": ("record",),
    "desk_notice_answer": ("record",),
    "desk_permission": ("record",),
    "desk_permission_answer": ("record",),
    "desk_request": ("record",),
    "desk_request_reply": ("record",),
}


def statements() -> tuple[str, ...]:
    """The statements that make the tables, in order."""
    made: list[str] = []
    for table, columns in _COLUMNS.items():
        made.append(f"CREATE TABLE {table} ({columns.strip()},{_PLACE}\n)")
        made += [
            f"CREATE INDEX {table}_{column.partition(',')[0]} ON {table} ({column})"
            for column in (*_INDEXED[table], "class_id")
        ]
        made += [
            f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0"
            for column in _PERSONAL.get(table, ())
        ]
    made += [
        _WORDS,
        "CREATE INDEX desk_words_place ON desk_words (kind, place, time, origin, seq)",
        "ALTER TABLE desk_words ALTER COLUMN words SET STATISTICS 0",
    ]
    return tuple(made)
