"""What an entry says and how it is handled, asked before a proof of it leaves the desk.

Promises: a report is proven under its own file, and everything else under its channel; a correction
is handled as the release it mends. Reads tables of the desk alone.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from tansiq.desk.lookup import permissions
from tansiq.record.desk import ReportFiled, RequestMade
from tansiq.record.material import Source
from tansiq.store.connect import Tx
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId

_HANDLED = """
SELECT handling, agency, release, origin_agency, origin_release FROM desk_release
WHERE origin = %(origin)s AND seq = %(seq)s
UNION ALL
SELECT r.handling, r.agency, r.release, r.origin_agency, r.origin_release FROM desk_notice n
JOIN desk_release r ON r.agency = n.agency AND r.release = n.release AND r.channel = n.channel
WHERE n.origin = %(origin)s AND n.seq = %(seq)s
LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provable:
    """An entry for the access rules: its file, its handling, and whose word is in it.

    `names_source` says that its text names the source, which only few may see; `material` is the
    partner's release whose leave counts, empty when it is ours to give.
    """

    file: str
    handling: str = "H0"
    author: str = ""
    names_source: bool = False
    material: tuple[str, str] = ("", "")


def provable(tx: Tx, me: str, channel: ChannelId, origin: str, seq: int) -> Provable:
    """What the entry at `seq` of `origin` is to the access rules."""
    place = {"origin": origin, "seq": seq}
    filed = tx.one(
        "SELECT file, handling, officer, record FROM desk_report"
        " WHERE origin = %(origin)s AND seq = %(seq)s",
        place,
    )
    if filed is not None:
        source = msgspec.json.decode(filed["record"], type=ReportFiled).source
        return Provable(
            file=filed["file"],
            handling=filed["handling"],
            author=filed["officer"],
            names_source=source != Source(),
        )
    asked = tx.one(
        "SELECT record FROM desk_request WHERE origin = %(origin)s AND seq = %(seq)s", place
    )
    if asked is not None:
        marked = msgspec.json.decode(asked["record"], type=RequestMade).handling
        return Provable(file=channel, handling=marked.code)
    row = tx.one(_HANDLED, place)
    if row is None:
        return Provable(file=channel)
    whose = (row["origin_agency"], row["origin_release"])
    if not whose[0]:
        whose = ("", "") if row["agency"] == me else (row["agency"], row["release"])
    return Provable(file=channel, handling=row["handling"], material=whose)


def court_allowed(tx: Tx, me: str, found: Provable, now: datetime) -> bool:
    """Whether the originator's leave for court is on record and has not ended."""
    agency, release = found.material
    if not agency:
        return False
    at = stamp(now)
    return any(one.court and one.expiry > at for one in permissions(tx, me, agency, release))
