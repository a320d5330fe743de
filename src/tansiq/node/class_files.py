"""Which files a retention class belongs to: whoever decides on what is kept needs to know them.

Promises: a class of a channel belongs to that channel; one of `home` to the file its report is on,
or to the channel of the operation in which somebody was held or a thing seized;
records of the node's own keeping belong to `home`. Where the file can no longer be told, because
the report was erased, the class belongs to a file that nobody is on.
"""

from collections.abc import Sequence

from tansiq.custody import queries as custody
from tansiq.custody.projection import KINDS as OF_CUSTODY
from tansiq.desk import queries
from tansiq.node.compose import Node
from tansiq.officers.people import Officer
from tansiq.record.desk import ReleaseChecked, ReportFiled
from tansiq.store.connect import Tx
from tansiq.terms.ids import HOME

NOBODYS = ""
_OF_A_REPORT = frozenset({ReportFiled.KIND, ReleaseChecked.KIND})


def on_files(
    node: Node, tx: Tx, officer: Officer, file: str, classes: Sequence[str] | None
) -> bool:
    """Whether an officer is on the file, or, where classes are named, on every file of theirs."""
    if classes is None:
        return file in officer.files
    return files_of(tx, node.me, classes) <= officer.files


def files_of(tx: Tx, me: str, classes: Sequence[str]) -> frozenset[str]:
    """The files that these classes belong to; none when nothing was ever written under them."""
    rows = tx.rows(
        "SELECT DISTINCT e.class_id, l.channel, e.kind FROM ledger.entry e"
        " JOIN ledger.log l ON l.id = e.log_id"
        " WHERE e.class_id = ANY(%s) AND e.kind <> 'class_opened'",
        (sorted(set(classes)),),
    )
    reports = queries.files_of_reports(tx, me, classes)
    held = custody.files_of(tx, classes)
    found: set[str] = set()
    for row in rows:
        if row["channel"] != HOME:
            found.add(row["channel"])
        elif row["kind"] in _OF_A_REPORT:
            found |= reports.get(row["class_id"], {NOBODYS})
        elif row["kind"] in OF_CUSTODY:
            found |= held.get(row["class_id"], {NOBODYS})
        else:
            found.add(HOME)
    return frozenset(found)
