"""The tables of arrests and seizures: one row per record of our own `home`.

Every row follows from one entry alone; who is held, until when and what counts is found when it is
asked. `shared` is the channel of the operation, so that an exercise never lies among real rows.
Columns with words about people keep no statistics, which would outlive an erasure.
"""

_PLACE = """
    origin     text NOT NULL,
    seq        bigint NOT NULL,
    entry      text NOT NULL,
    agency     text NOT NULL,
    channel    text NOT NULL,
    generation integer NOT NULL,
    epoch      integer NOT NULL,
    class_id   text NOT NULL,
    officer    text NOT NULL,
    time       text NOT NULL,
    record     text NOT NULL,
    PRIMARY KEY (origin, seq)"""

_ABOUT = "shared text NOT NULL, operation text NOT NULL, site text NOT NULL"

_TABLES = {
    "custody_arrest": f"{_ABOUT}, arrest text NOT NULL, at text NOT NULL",
    "custody_note": "arrest text NOT NULL, event text NOT NULL, at text NOT NULL",
    "custody_item": f"{_ABOUT}, item text NOT NULL, label text NOT NULL, at text NOT NULL",
    "custody_incident": f"{_ABOUT}, incident text NOT NULL, what text NOT NULL, at text NOT NULL",
    "custody_sync": f"{_ABOUT}, device text NOT NULL, last bigint NOT NULL, chain text NOT NULL",
}
_INDEXED = {
    "custody_arrest": ("arrest", "operation, site", "shared"),
    "custody_note": ("arrest",),
    "custody_item": ("item", "operation, site", "shared"),
    "custody_incident": ("operation, site",),
    "custody_sync": ("device, last DESC",),
}


def statements() -> tuple[str, ...]:
    """The statements that make all tables."""
    return (
        *(f"CREATE TABLE {name} ({columns},{_PLACE})" for name, columns in _TABLES.items()),
        *(
            f"CREATE INDEX {name}_{number} ON {name} ({columns})"
            for name, found in _INDEXED.items()
            for number, columns in enumerate(found)
        ),
        *(f"CREATE INDEX {name}_class ON {name} (class_id)" for name in _TABLES),
        *(f"ALTER TABLE {name} ALTER COLUMN record SET STATISTICS 0" for name in _TABLES),
        "ALTER TABLE custody_item ALTER COLUMN label SET STATISTICS 0",
    )
