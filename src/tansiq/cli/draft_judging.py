"""`tansiq intake accept` and `set-aside`: what officers make of a draft, signed.

Promises that what is contradicted is accepted only where its number is named, and that a reviewed
batch from a file is judged like one from the command line.
"""

from collections.abc import Iterable
from dataclasses import replace

import msgspec

from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.entities import ASSESSMENT
from tansiq.cli.frame import ACT, REASON, Answer, Call, Command, option, place, several
from tansiq.cli.intake import markings, read_bytes
from tansiq.cli.taking import DRAFT
from tansiq.cli.wording import sentence
from tansiq.node import intake_judging, intakes
from tansiq.node.intake_judging import Judging, Verdict
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import HOME, channel_id
from tansiq.terms.intake import ProposalVerdict

_MOST_DIGITS = 6


class Reviewed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of verdicts that somebody reviewed."""

    verdicts: tuple[Verdict, ...]


def _accept(call: Call) -> Answer:
    args = call.args
    node, officer = call.node(), signer(call)
    verdicts = tuple(_verdicts(call))
    accepts = any(one.verdict != ProposalVerdict.REJECTED for one in verdicts)
    for flag, value in (("--case", args.case), ("--handling", args.handling)):
        if accepts and not value:
            raise Invalid("cli_not_stated", flag=flag)
    judging = Judging(
        verdicts=verdicts,
        channel=channel_id(args.case) if args.case else HOME,
        grade=args.grade,
        nature="assessment" if args.assessment else "fact",
        handling=markings(args),
    )
    done = intake_judging.judge(node, officer, args.draft, judging)
    return Answer(plain(done), said=sentence("signed", call.language))


def _verdicts(call: Call) -> Iterable[Verdict]:
    """What is named, what a file says, what was asked for in bulk; then the particulars."""
    args = call.args
    found = {one.number: one for one in _from_file(args.verdicts)}
    for text in args.proposals:
        number, equals, value = text.partition("=")
        verdict = ProposalVerdict.CHANGED if equals else ProposalVerdict.ACCEPTED
        found[_number(number, text)] = Verdict(
            number=_number(number, text), verdict=verdict.value, value=value
        )
    for number, reason in _pairs(args.reject, ":"):
        rejected = ProposalVerdict.REJECTED.value
        found[number] = Verdict(number=number, verdict=rejected, reason=reason)
    if args.all_uncontradicted:
        seen = intakes.draft(call.node(), reader(call), args.draft)
        for number in seen.uncontradicted:
            accepted = ProposalVerdict.ACCEPTED.value
            found.setdefault(number, Verdict(number=number, verdict=accepted))
    for name in ("entity", "property", "category"):
        for number, value in _pairs(getattr(args, name), "="):
            if number not in found:
                raise Invalid("cli_verdict", value=f"{number}={value}"[:80])
            found[number] = _with(found[number], name, value)
    return found.values()


def _with(one: Verdict, name: str, value: str) -> Verdict:
    if name == "entity":
        return replace(one, entity=value)
    return replace(one, property=value) if name == "property" else replace(one, category=value)


def _from_file(name: str) -> tuple[Verdict, ...]:
    if not name:
        return ()
    try:
        return msgspec.json.decode(read_bytes(name), type=Reviewed).verdicts
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise Invalid("cli_verdicts", file=name) from problem


def _pairs(given: Iterable[str], mark: str) -> Iterable[tuple[int, str]]:
    for text in given:
        number, found, value = text.partition(mark)
        if not found:
            raise Invalid("cli_verdict", value=text[:80])
        yield _number(number, text), value


def _number(number: str, text: str) -> int:
    plain_digits = number.isascii() and number.isdigit()
    if not plain_digits or len(number) > _MOST_DIGITS:
        raise Invalid("cli_verdict", value=text[:80])
    return int(number)


def _set_aside(call: Call) -> Answer:
    args = call.args
    intake_judging.set_aside(call.node(), signer(call), args.draft, args.explanation)
    return Answer({"draft": args.draft}, said=sentence("signed", call.language))


COMMANDS = (
    Command(
        "intake accept",
        _accept,
        (
            DRAFT,
            place("proposals", "intake_proposals", nargs="*", metavar="NUMBER"),
            option("--case", "case", default=""),
            option("--grade", default=""),
            ASSESSMENT,
            option("--handling", default=""),
            option("--tlp", default=""),
            option("--conditions", default=""),
            option("--all-uncontradicted", "intake_bulk", action="store_true"),
            several("--reject", "intake_reject", metavar="NUMBER:REASON"),
            several("--entity", "intake_entity", metavar="NUMBER=ENTITY"),
            several("--property", "intake_property", metavar="NUMBER=NAME"),
            several("--category", "intake_category", metavar="NUMBER=CATEGORY"),
            option("--verdicts", "intake_verdicts", default="", metavar="FILE"),
            *ACT,
            REASON,
        ),
    ),
    Command("intake set-aside", _set_aside, (DRAFT, option("--explanation", required=True), *ACT)),
)
