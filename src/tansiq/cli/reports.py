"""`tansiq report`: file, show, list, preview, release, recall, correct."""

from collections.abc import Sequence
from pathlib import Path

from tansiq.cli import importing
from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.batches import Work, in_batches
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place, several
from tansiq.cli.importing import DATES, FILED_IN
from tansiq.cli.intake import (
    counted,
    from_arguments,
    grounds,
    instant,
    long_text,
    markings,
    retention,
)
from tansiq.cli.wording import sentence
from tansiq.node import recalls, releases, reports
from tansiq.node.releases import Releasing
from tansiq.node.unsealing import unseal
from tansiq.record.material import SeizureGround
from tansiq.terms.errors import TansiqError, advice, words
from tansiq.terms.ids import channel_id

TERMS = (
    option("--handling", default=""),
    option("--tlp", default=""),
    option("--conditions", default=""),
)

LIMIT = option("--limit", type=int, default=200)

FILE = (
    option("--title", required=True),
    option("--text", required=True),
    option("--language", required=True),
    option("--grade", required=True),
    option("--assessment", action="store_true"),
    option("--seized", action="store_true"),
    option("--occurred", default=""),
    option("--source", default=""),
    several("--source-id"),
    option("--reference", default=""),
    several("--mention"),
    several("--attach"),
    FILED_IN,
    *TERMS,
    *DATES,
    *ACT,
)
RELEASE = (
    place("report"),
    option("--channel", required=True),
    several("--to", "recipient", dest="seen"),
    option("--purpose", required=True),
    option("--legal-basis", required=True),
    several("--ground", "transfer_ground"),
    option("--expiry", required=True),
    option("--court", action="store_true"),
    option("--title", default=""),
    option("--wording", default=""),
    option("--seizure-ground", "ground", default="", metavar="KIND:REFERENCE"),
    option("--leaks-seen", default=""),
    option("--answers", default=""),
    *TERMS,
    *DATES,
)


def _file(call: Call) -> Answer:
    filing = from_arguments(call.args)
    done = reports.file(call.node(), signer(call), (filing,), channel_id(call.args.case_file))
    return Answer(plain(done[0]), said=sentence("written", call.language))


def _show(call: Call) -> Answer:
    agency, slash, release = call.args.report.partition("/")
    if slash:
        return Answer(_keyless(plain(releases.show(call.node(), reader(call), agency, release))))
    return Answer(_keyless(plain(reports.show(call.node(), reader(call), call.args.report))))


def _keyless(data: dict[str, object]) -> dict[str, object]:
    """Without the keys of attachments: what a screen or a transcript keeps outlives an erasure."""
    content = data["content"]
    for one in content["attachments"] if isinstance(content, dict) else ():
        del one["key"]
    return data


def _attachment(call: Call) -> Answer:
    args = call.args
    out = Path(args.out)
    return Answer(plain(unseal(call.node(), reader(call), args.report, args.attachment, out)))


def _list(call: Call) -> Answer:
    args = call.args
    limit = counted(args.limit, "--limit")
    found = reports.listed(call.node(), reader(call), channel_id(args.case_file), limit)
    return Answer({"reports": plain(found), "count": len(found)})


def _releasing(call: Call, me: str, report: str) -> Releasing:
    args = call.args
    kind, _, reference = args.seizure_ground.partition(":")
    seized = SeizureGround(kind=kind, reference=reference) if kind else None
    return Releasing(
        report=report,
        channel=channel_id(args.channel),
        recipients=tuple(args.seen),
        purpose=args.purpose,
        legal_basis=args.legal_basis,
        grounds=lambda recipients: grounds(args.ground, me, recipients),
        handling=markings(args) if args.handling else None,
        expiry=instant(args.expiry),
        retention=retention(args),
        court=args.court,
        title=args.title,
        wording=long_text(args.wording) if args.wording else "",
        seizure_ground=seized,
        override_reason=args.leaks_seen,
        answers=args.answers,
    )


def _preview(call: Call) -> Answer:
    node = call.node()
    seen = releases.preview(node, reader(call), _releasing(call, node.me, call.args.report))
    rule = TansiqError(seen.forbidden, **seen.facts) if seen.forbidden else None
    said = {
        "words": "" if rule is None else words(rule, call.language),
        "do": "" if rule is None else advice(rule, call.language),
    }
    return Answer({**plain(seen), **said})


def _release(call: Call) -> Answer:
    node = call.node()
    wish = _releasing(call, node.me, call.args.report)
    done = releases.release(node, signer(call), wish)
    return Answer(plain(done), said=sentence("signed", call.language))


def _release_many(call: Call) -> Answer:
    node, officer, named = call.node(), signer(call), call.args.reports

    def some(batch: Sequence[str]) -> Sequence[releases.Released]:
        wishes = tuple(_releasing(call, node.me, one) for one in batch)
        return releases.release_all(node, officer, wishes)

    work = Work("releases", releases.BATCH, some, lambda one: one.release)
    done = in_batches(call, work, named)
    data = {"releases": plain(done), "count": len(done)}
    return Answer(data, said=sentence("signed", call.language))


def _releases(call: Call) -> Answer:
    args = call.args
    limit = counted(args.limit, "--limit")
    found = releases.releases(
        call.node(), reader(call), channel_id(args.channel), args.agency, limit
    )
    return Answer({"releases": plain(found), "count": len(found)})


def _recall(call: Call) -> Answer:
    args = call.args
    wish = recalls.Recalling(args.release, args.reason_code, args.explanation, args.measure)
    done = recalls.recall(call.node(), signer(call), wish)
    return Answer(plain(done), said=sentence("signed", call.language))


def _correct(call: Call) -> Answer:
    args = call.args
    wish = recalls.Correcting(
        release=args.release,
        title=args.title,
        text=long_text(args.text) if args.text else "",
        grade=args.grade,
        explanation=args.explanation,
        override_reason=args.leaks_seen,
    )
    done = recalls.correct(call.node(), signer(call), wish)
    return Answer(plain(done), said=sentence("signed", call.language))


COMMANDS = (
    *importing.COMMANDS,
    Command("report file", _file, FILE),
    Command("report show", _show, (place("report"), *READ)),
    Command(
        "report attachment",
        _attachment,
        (place("report"), place("attachment"), place("out"), *READ),
    ),
    Command("report list", _list, (FILED_IN, LIMIT, *READ)),
    Command("report preview", _preview, (*RELEASE, *READ)),
    Command("report release", _release, (*RELEASE, *ACT)),
    Command(
        "report release-many",
        _release_many,
        (place("reports", "report", nargs="+"), *RELEASE[1:], *ACT),
    ),
    Command(
        "report releases",
        _releases,
        (option("--channel", required=True), option("--agency", default=""), LIMIT, *READ),
    ),
    Command(
        "report recall",
        _recall,
        (
            place("release"),
            option("--because", "reason_code", required=True, dest="reason_code"),
            option("--explanation", default=""),
            option("--measure", default="erase"),
            *ACT,
        ),
    ),
    Command(
        "report correct",
        _correct,
        (
            place("release"),
            option("--title", default=""),
            option("--text", default=""),
            option("--grade", default=""),
            option("--explanation", required=True),
            option("--leaks-seen", default=""),
            *ACT,
        ),
    ),
)
