"""From words on a command line, or a foreign document, to the values the desk asks for.

Promises that what an officer typed is passed on unchanged, and that what a document does not state
is taken only from an argument that says so. It files nothing.
"""

import argparse
import mimetypes
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tansiq.formats import draft as foreign
from tansiq.node.reports import Filing, LooseFile
from tansiq.record.material import (
    Content,
    Markings,
    Mention,
    Property,
    Provenance,
    Source,
    TransferGround,
)
from tansiq.record.plan import NewClass
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Invalid, Missing
from tansiq.terms.text import to_nfc

REVIEW_DAYS = 365
ERASE_DAYS = 3 * 365
MOST = 100_000
"""What one answer lists at most."""
_PERSON = "Person"


def long_text(value: str) -> str:
    """A text as it is, from `@FILE`, or from standard input (`-`); Missing `cli_file_missing`."""
    if value == "-":
        return sys.stdin.read()
    if value.startswith("@"):
        try:
            return read_bytes(value[1:]).decode("utf-8")
        except UnicodeDecodeError as problem:
            raise Invalid("cli_file_text", file=value[1:]) from problem
    return value


def read_bytes(name: str) -> bytes:
    """The bytes of a file named on the command line."""
    try:
        return Path(name).read_bytes()
    except OSError as problem:
        raise Missing("cli_file_missing", file=name) from problem


def from_arguments(args: argparse.Namespace) -> Filing:
    """One report from the arguments of `report file`."""
    return Filing(
        content=Content(
            title=args.title,
            text=long_text(args.text),
            language=args.language,
            grade=args.grade,
            nature="assessment" if args.assessment else "fact",
            occurred=args.occurred,
            mentions=tuple(mention(one) for one in args.mention),
        ),
        source=Source(description=args.source, identifiers=tuple(args.source_id)),
        handling=markings(args),
        retention=retention(args),
        reference=args.reference,
        files=tuple(loose(one) for one in args.attach),
        seized=args.seized,
    )


def from_draft(
    found: foreign.DraftReport, args: argparse.Namespace, provenance: Provenance
) -> Filing:
    """One report from a foreign document, with the defaults the officer stated."""
    content = Content(
        title=to_nfc(found.title),
        text=to_nfc(found.text),
        language=found.language or args.language,
        grade=found.grade or _stated(args.grade, "--grade"),
        nature="assessment" if found.assessment else "fact",
        occurred=found.occurred,
        mentions=tuple(_mention(one, args.category) for one in found.mentions),
    )
    return Filing(
        content=content,
        source=Source(
            description=to_nfc(found.source or args.source), identifiers=found.source_ids
        ),
        handling=Markings(
            code=found.handling or _stated(args.handling, "--handling"),
            conditions=to_nfc(found.conditions),
        ),
        retention=retention(args),
        reference=to_nfc(found.reference),
        provenance=provenance,
        files=tuple(LooseFile(one.name, one.media_type, one.data) for one in found.attachments),
    )


def mention(text: str) -> Mention:
    """An entity written as `SCHEMA[/CATEGORY]:NAME[;NAME]`; Invalid `cli_mention`."""
    kind, colon, names = text.partition(":")
    schema, _, category = kind.partition("/")
    spelled = tuple(one.strip() for one in names.split(";") if one.strip())
    if not colon or not spelled:
        raise Invalid("cli_mention", value=text[:80])
    return Mention(schema=schema, names=spelled, category=category)


def _mention(found: foreign.Mention, category: str) -> Mention:
    return Mention(
        schema=found.schema,
        names=tuple(to_nfc(one) for one in found.names),
        category=found.category or (category if found.schema == _PERSON else ""),
        properties=tuple(
            Property(name=name, values=tuple(to_nfc(one) for one in values))
            for name, values in found.properties.items()
        ),
    )


def markings(args: argparse.Namespace) -> Markings:
    """Handling code, TLP and conditions."""
    return Markings(code=args.handling, tlp=args.tlp or "", conditions=args.conditions)


def retention(args: argparse.Namespace, today: date | None = None) -> NewClass:
    """Review and erase dates, by default in one year and in three."""
    first = today or datetime.now(UTC).date()
    review = getattr(args, "review", "") or (first + timedelta(days=REVIEW_DAYS)).isoformat()
    erase = getattr(args, "erase", "") or (first + timedelta(days=ERASE_DAYS)).isoformat()
    return NewClass(review=review, erase=erase)


def grounds(given: Iterable[str], me: str, recipients: Iterable[str]) -> tuple[TransferGround, ...]:
    """Transfer grounds from `CODE[:REASON]` for all recipients or `NODE=CODE[:REASON]` for one."""
    chosen: dict[str, tuple[str, str]] = {}
    for text in given:
        node, equals, rest = text.rpartition("=")
        code, _, reason = rest.partition(":")
        for one in [node] if equals else recipients:
            chosen[one] = (code, reason)
    return tuple(
        TransferGround(code=code, direction=f"{me}>{one}", reason=reason)
        for one, (code, reason) in sorted(chosen.items())
    )


def instant(text: str) -> str:
    """A wire time from a wire time or a plain date (its last second, UTC)."""
    return text if "T" in text else f"{text}T23:59:59Z"


def span(since: str, until: str, now: datetime) -> tuple[datetime, datetime]:
    """From (with) to (without): UTC days, the last one whole, or wire times; no end means now.

    Records carry whole seconds, so the second that runs is taken in whole: what was just done
    is counted.
    """
    start = parse_stamp(since if "T" in since else f"{since}T00:00:00Z")
    if not until or "T" in until:
        return start, parse_stamp(until) if until else now + timedelta(seconds=1)
    try:
        return start, parse_stamp(f"{until}T00:00:00Z") + timedelta(days=1)
    except OverflowError as problem:
        raise Invalid("time_malformed", value=until) from problem


def counted(value: int, flag: str, most: int = MOST) -> int:
    """A number from one on, or Invalid `cli_count`."""
    if not 1 <= value <= most:
        raise Invalid("cli_count", flag=flag, value=str(value)[:40], least=1, most=most)
    return value


def _stated(value: str, flag: str) -> str:
    if not value:
        raise Invalid("cli_not_stated", flag=flag)
    return value


def loose(name: str) -> LooseFile:
    """A file named on the command line, as something to attach."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return LooseFile(Path(name).name, kind, read_bytes(name))
