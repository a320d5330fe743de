"""The tables of alerts: one row per record, written once, never changed.

Because every row comes from one entry alone, the tables are the same in whatever order logs arrive;
what follows from several records is found when it is asked. Columns with personal data keep no
statistics, which would outlive an erasure.
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
    "alert_site": "site text NOT NULL, kind text NOT NULL, record text NOT NULL",
    "alert_proposal": """
    alert text NOT NULL, number integer NOT NULL, step text NOT NULL, digest text NOT NULL,
    expiry text NOT NULL, record text NOT NULL""",
    "alert_ruling": """
    alert text NOT NULL, number integer NOT NULL, outcome text NOT NULL, digest text NOT NULL,
    reason text NOT NULL""",
    "alert_shared": """
    alert text NOT NULL, number integer NOT NULL, step text NOT NULL, expiry text NOT NULL,
    handling text NOT NULL, record text NOT NULL""",
    "alert_acknowledged": """
    originator text NOT NULL, alert text NOT NULL, number integer NOT NULL""",
    "alert_try": """
    notice text NOT NULL, alert text NOT NULL, number integer NOT NULL, site text NOT NULL,
    contact text NOT NULL, attempt integer NOT NULL, code_digest text NOT NULL""",
    "alert_try_end": "notice text NOT NULL, outcome text NOT NULL, cause text NOT NULL",
    "alert_known": """
    how text NOT NULL, notice text NOT NULL, alert text NOT NULL, number integer NOT NULL,
    site text NOT NULL, contact text NOT NULL, note text NOT NULL""",
}
_INDEXED = {
    "alert_site": ("site",),
    "alert_proposal": ("alert", "expiry"),
    "alert_ruling": ("alert",),
    "alert_shared": ("alert", "channel, time, origin, seq"),
    "alert_acknowledged": ("alert",),
    "alert_try": ("alert", "notice"),
    "alert_try_end": ("notice",),
    "alert_known": ("alert",),
}
_PERSONAL = {
    "alert_site": ("record",),
    "alert_proposal": ("record",),
    "alert_ruling": ("reason",),
    "alert_shared": ("record",),
    "alert_known": ("note",),
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
    return tuple(made)
