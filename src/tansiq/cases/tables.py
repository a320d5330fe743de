"""The tables of joint cases: one row per record, and narrow ones to find entities by.

Every row comes from one entry alone, so the tables are the same in whatever order logs arrive; what
follows from several records (open, standing, merged, contradicted) is found when it is asked. All
claims of one record lie in one row as they were said. Columns with personal data keep no
statistics, which would outlive an erasure.
"""

_PLACE = """
    origin     text NOT NULL,
    seq        bigint NOT NULL,
    leaf       text NOT NULL,
    agency     text NOT NULL,
    channel    text NOT NULL,
    class_id   text NOT NULL,
    officer    text NOT NULL,
    time       text NOT NULL,
    received   text NOT NULL,
    PRIMARY KEY (origin, seq)"""

KEYS = "array_to_tsvector(string_to_array(keys, ' '))"
"""The search keys of one record as a document of PostgreSQL's text search: one word each, as they
are. One row and one index entry for all of them; whole words and beginnings are found alike."""

# Narrow rows, several of one entry: only what finds the entity. Without a key of their own: an
# entry's whole row has one.
_PART = """
    channel    text NOT NULL,
    origin     text NOT NULL,
    seq        bigint NOT NULL,
    part       integer NOT NULL"""

_WHOLE = {
    "case_agreement": "agreement text NOT NULL, digest text NOT NULL, record text NOT NULL",
    "case_signature": "agreement text NOT NULL, proposer text NOT NULL, digest text NOT NULL",
    "case_end": "agreement text NOT NULL, reason text NOT NULL",
    "case_document": """document text NOT NULL, release text NOT NULL, repeats text NOT NULL,
    record text NOT NULL""",
    "case_release": "release text NOT NULL",
    "case_document_end": """document text NOT NULL, release text NOT NULL, reason text NOT NULL,
    explanation text NOT NULL""",
    "case_task": "task text NOT NULL, party text NOT NULL, record text NOT NULL",
    "case_task_move": "task text NOT NULL, state text NOT NULL, note text NOT NULL",
    "case_instrument": "instrument text NOT NULL, state text NOT NULL, record text NOT NULL",
    "case_decision": "decision text NOT NULL, record text NOT NULL",
    "case_entity": "entity text NOT NULL, schema text NOT NULL, category text NOT NULL",
    "case_claims": """entity text NOT NULL, document text NOT NULL, corrects text NOT NULL,
    record text NOT NULL""",
    "case_judgement": """claim text NOT NULL, stance text NOT NULL, document text NOT NULL,
    record text NOT NULL""",
    "case_claim_end": "claim text NOT NULL, reason text NOT NULL, explanation text NOT NULL",
    "case_category": "entity text NOT NULL, category text NOT NULL, explanation text NOT NULL",
    "case_status": """entity text NOT NULL, status text NOT NULL, document text NOT NULL,
    explanation text NOT NULL""",
    "case_merge": "merge text NOT NULL, entities text[] NOT NULL, reason text NOT NULL",
    "case_split": "merge text NOT NULL, reason text NOT NULL",
    "case_mention": "mention text NOT NULL, document text NOT NULL, record text NOT NULL",
    "case_mention_end": """mention text NOT NULL, verdict text NOT NULL, entity text NOT NULL,
    reason text NOT NULL""",
}

_NARROW = {
    "case_key": "entity text NOT NULL, keys text NOT NULL",
    "case_single": "entity text NOT NULL, property text NOT NULL, value text NOT NULL",
    "case_link": "entity text NOT NULL, property text NOT NULL, target text NOT NULL",
    "case_ground": "entity text NOT NULL, claim text NOT NULL",
    "case_member": "merge text NOT NULL, entity text NOT NULL",
}

_BY_TIME = "channel, received, origin, seq"

_INDEXED = {
    "case_agreement": ("channel", "agreement"),
    "case_signature": ("agreement",),
    "case_end": ("agreement",),
    "case_document": ("document", "release", "channel, repeats", _BY_TIME),
    "case_document_end": ("document", "release"),
    "case_release": ("release",),
    "case_task": (_BY_TIME, "task"),
    "case_task_move": ("task",),
    "case_instrument": (_BY_TIME,),
    "case_decision": (_BY_TIME,),
    "case_entity": ("entity", _BY_TIME),
    "case_claims": ("entity", "document", "leaf", "corrects", _BY_TIME),
    "case_judgement": ("claim", "channel, document", _BY_TIME),
    "case_claim_end": ("claim",),
    "case_category": ("entity",),
    "case_status": ("entity", _BY_TIME),
    "case_merge": ("merge", _BY_TIME),
    "case_split": ("merge",),
    "case_mention": ("mention", "document", _BY_TIME),
    "case_mention_end": ("mention", "entity"),
    "case_key": (f"USING gin ({KEYS}) WITH (gin_pending_list_limit = 1024)", "entity"),
    "case_single": ("channel, entity, property",),
    "case_link": ("channel, target", "entity"),
    "case_ground": ("channel, claim",),
    "case_member": ("entity", "merge"),
}

_PERSONAL = {
    "case_document": ("record",),
    "case_document_end": ("explanation",),
    "case_task": ("record",),
    "case_task_move": ("note",),
    "case_instrument": ("record",),
    "case_decision": ("record",),
    "case_claims": ("record",),
    "case_judgement": ("record",),
    "case_claim_end": ("explanation",),
    "case_category": ("explanation",),
    "case_status": ("explanation",),
    "case_merge": ("reason",),
    "case_split": ("reason",),
    "case_mention": ("record",),
    "case_mention_end": ("reason",),
    "case_key": ("keys",),
    "case_single": ("value",),
}


def _indexed(columns: str) -> str:
    return columns if columns.startswith("USING") else f"({columns})"


def statements() -> tuple[str, ...]:
    """The statements that make the tables, in order."""
    made: list[str] = []
    for found, place in ((_WHOLE, _PLACE), (_NARROW, _PART)):
        for table, columns in found.items():
            made.append(f"CREATE TABLE {table} ({columns},{place}\n)")
            made += [
                f"CREATE INDEX {table}_{number} ON {table} {_indexed(column)}"
                for number, column in enumerate(_INDEXED[table])
            ]
            made += [
                f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0"
                for column in _PERSONAL.get(table, ())
            ]
    return tuple(made)
