"""The tables of operations: one row per record, or per word of a site in it.

Every row follows from one entry alone, so the tables are the same in whatever order logs arrive.
What is decided, who stands where and what is current is found when it is asked. Columns with words
about people or places keep no statistics, which would outlive an erasure.
"""

_PLACE = """
    origin     text NOT NULL,
    seq        bigint NOT NULL,
    part       integer NOT NULL,
    leaf       text NOT NULL,
    agency     text NOT NULL,
    channel    text NOT NULL,
    generation integer NOT NULL,
    epoch      integer NOT NULL,
    class_id   text NOT NULL,
    officer    text NOT NULL,
    time       text NOT NULL,
    received   text NOT NULL,
    PRIMARY KEY (origin, seq, part)"""

_SHARED = {
    "operation_plan": """operation text NOT NULL, digest text NOT NULL, number integer NOT NULL,
    changed text NOT NULL, record text NOT NULL""",
    "operation_commitment": """operation text NOT NULL, commitment text NOT NULL,
    sites text NOT NULL""",
    "operation_vote": """operation text NOT NULL, plan text NOT NULL, choice text NOT NULL,
    key text NOT NULL""",
    "operation_shown": """operation text NOT NULL, plan text NOT NULL, outcome text NOT NULL,
    reason text NOT NULL, cut text NOT NULL""",
    "operation_ack": "operation text NOT NULL, plan text NOT NULL, site text NOT NULL",
    "operation_readiness": """operation text NOT NULL, site text NOT NULL, done integer NOT NULL,
    waived integer NOT NULL, total integer NOT NULL""",
    "operation_report": """operation text NOT NULL, site text NOT NULL, at text NOT NULL,
    offset_ms bigint, state text NOT NULL, incident text NOT NULL, arrests integer NOT NULL,
    seizures integer NOT NULL, plan text NOT NULL""",
    "operation_closed": "operation text NOT NULL, plan text NOT NULL, outcome text NOT NULL",
    "operation_officer": """who text NOT NULL, key text NOT NULL, roles text[] NOT NULL,
    withdrawn boolean NOT NULL""",
}

_OWN = {
    "operation_tactical": """operation text NOT NULL, shared text NOT NULL, salt text NOT NULL,
    record text NOT NULL""",
    "operation_mark": """operation text NOT NULL, site text NOT NULL, item text NOT NULL,
    about text NOT NULL, done boolean NOT NULL, paper text NOT NULL, document text NOT NULL,
    note text NOT NULL""",
    "operation_waiver": """operation text NOT NULL, site text NOT NULL, item text NOT NULL,
    about text NOT NULL, reason text NOT NULL""",
}

_BY_SITE = "operation, site, generation DESC, epoch DESC, seq DESC, part DESC"
_INDEXED = {
    "operation_plan": ("channel, operation",),
    "operation_commitment": ("channel, operation",),
    "operation_vote": ("channel, operation",),
    "operation_shown": ("channel, operation",),
    "operation_ack": ("channel, operation",),
    "operation_readiness": (_BY_SITE,),
    "operation_report": (_BY_SITE, "channel, operation, received DESC"),
    "operation_closed": ("channel, operation",),
    "operation_officer": ("channel, agency, who",),
    "operation_tactical": ("operation",),
    "operation_mark": ("operation, site",),
    "operation_waiver": ("operation, site",),
}
_WORDS = (
    ("operation_plan", "record"),
    ("operation_tactical", "record"),
    ("operation_mark", "note"),
    ("operation_waiver", "reason"),
)


def statements() -> tuple[str, ...]:
    """The statements that make all tables."""
    every = {**_SHARED, **_OWN}
    return (
        *(f"CREATE TABLE {name} ({columns},{_PLACE})" for name, columns in every.items()),
        *(
            f"CREATE INDEX {name}_{number} ON {name} ({columns})"
            for name, found in _INDEXED.items()
            for number, columns in enumerate(found)
        ),
        *(f"CREATE INDEX {name}_class ON {name} (class_id)" for name in every),
        *(f"ALTER TABLE {name} ALTER COLUMN {column} SET STATISTICS 0" for name, column in _WORDS),
    )
