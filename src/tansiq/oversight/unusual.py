"""Reads that deserve a question: five plain rules, stated so that an officer can know them.

Volume: more than so many things shown to one officer within one hour. Off file: reading on a file
that the officer is not put on. Outside hours: reading outside the officer's own duty hours as two
people have set them, or the agency's where none are set, in the agency's zone. Two rules are about
the reason alone. Short: fewer than two words, or fewer than ten letters and digits. Worn: the same
words of the same officer, still given a week after their first use. Each finding names its rule;
none is a score, and none says that a read was wrong. The rules are for officers: what a partner's
system read stands in the log and is judged by none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

SHORT_SIGNS = 10
PROGRAMS = frozenset({"serve_feed"})
"""Actions of partners' systems: they are on no file, keep no hours, and give one reason for all."""
WORN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One line of the read log."""

    number: int
    time: datetime
    officer: str
    action: str
    place: str
    reason: str
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The bounds: things per hour, duty hours (local; of some officers their own), the zone."""

    per_hour: int = 200
    duty_from: time = time(6)
    duty_to: time = time(22)
    zone: str = "UTC"
    hours: Mapping[str, tuple[time, time]] | None = None


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A rule that a read, or an hour of reads, met: which, whose, from which line on, how many."""

    number: int
    rule: str
    officer: str
    count: int


def unusual_reads(
    reads: tuple[Read, ...], rules: Rules, files: Mapping[str, frozenset[str]]
) -> tuple[Finding, ...]:
    """Findings in the order of the log; `files` holds the files each officer is put on."""
    reads = _by_officers(reads)
    found = [*_volume(reads, rules)]
    zone = ZoneInfo(rules.zone)
    for read in reads:
        if read.place and read.place not in files.get(read.officer, frozenset()):
            found.append(Finding(read.number, "off_file", read.officer, len(read.shown)))
        start, end = (rules.hours or {}).get(read.officer, (rules.duty_from, rules.duty_to))
        if not _within(read.time.astimezone(zone).timetz().replace(tzinfo=None), start, end):
            found.append(Finding(read.number, "outside_hours", read.officer, len(read.shown)))
    return tuple(sorted(found))


def _volume(reads: tuple[Read, ...], rules: Rules) -> list[Finding]:
    def hour(read: Read) -> tuple[str, datetime]:
        return read.officer, read.time.replace(minute=0, second=0, microsecond=0)

    found = []
    for (officer, _), group in groupby(
        sorted(reads, key=lambda one: (*hour(one), one.number)), hour
    ):
        lines = list(group)
        shown = sum(len(one.shown) for one in lines)
        if shown > rules.per_hour:
            found.append(Finding(lines[0].number, "volume", officer, shown))
    return found


def _by_officers(reads: tuple[Read, ...]) -> tuple[Read, ...]:
    return tuple(one for one in reads if one.action not in PROGRAMS)


def _within(moment: time, start: time, end: time) -> bool:
    """Whether a wall-clock time lies in duty hours, which may cross midnight."""
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end


def thin_reasons(reads: tuple[Read, ...]) -> tuple[Finding, ...]:
    """Reads whose reason says little, in the order of the log."""
    first: dict[tuple[str, str], datetime] = {}
    found = []
    for read in sorted(_by_officers(reads), key=lambda one: one.number):
        words = read.reason.casefold().split()
        since = first.setdefault((read.officer, " ".join(words)), read.time)
        if len(words) < 2 or sum(map(str.isalnum, read.reason)) < SHORT_SIGNS:
            found.append(Finding(read.number, "short", read.officer, len(read.shown)))
        elif read.time - since > WORN:
            found.append(Finding(read.number, "worn", read.officer, len(read.shown)))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """All findings of one rule about one officer: how many, and the newest read among them."""

    rule: str
    officer: str
    findings: int
    newest: Read


def patterns(findings: tuple[Finding, ...], reads: tuple[Read, ...]) -> tuple[Pattern, ...]:
    """Findings put together by rule and officer, the newest first."""
    lines = {one.number: one for one in reads}
    grouped: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        grouped.setdefault((one.rule, one.officer), []).append(one)
    made = (
        Pattern(rule=rule, officer=officer, findings=len(found), newest=lines[max(found).number])
        for (rule, officer), found in grouped.items()
    )
    return tuple(sorted(made, key=lambda one: (-one.newest.number, one.rule)))
