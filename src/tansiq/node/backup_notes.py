"""When the last backup and the last restore drill were, for whoever asks how old they are.

Promises: dates, counts and an error code, nothing that a backup holds. It is a note and no proof:
whoever restores an older state reads the older date, which errs to the safe side.
"""

import json

from tansiq.store.connect import Tx

BACKUP, DRILL = "last_backup", "last_drill"


def remember(tx: Tx, name: str, facts: dict[str, object]) -> None:
    """Put this in place of the note before."""
    tx.run(
        "INSERT INTO ledger.meta (name, value) VALUES (%s, %s)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, json.dumps(facts)),
    )


def recall(tx: Tx, name: str) -> dict[str, object]:
    """The note, empty when there is none."""
    row = tx.one("SELECT value FROM ledger.meta WHERE name = %s", (name,))
    found: dict[str, object] = json.loads(row["value"]) if row else {}
    return found
