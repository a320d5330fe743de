"""`tansiq intake draft`: what a foreign file says, as proposals with the words they stand on.

Promises: needs no node and keeps nothing; with `--json` one document with `capture`, `text`,
`dropped`, `language`, `proposals` and `contradictions`. Several files are also held against each
other. A file that cannot be read gives a named outcome and the exit code of a check that failed.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from babel import Locale

from tansiq.cli.exits import DONE, WRONG
from tansiq.cli.frame import Answer, Call, Command, option, place
from tansiq.cli.wording import sentence
from tansiq.extract.sandbox import Sandbox
from tansiq.intake.values import Contradiction, Proposal
from tansiq.node.drafting import Drafted, Origin, compared, draft_file, paragraphs
from tansiq.terms.errors import Invalid
from tansiq.terms.intake import Clash, ReadOutcome
from tansiq.terms.languages import Language
from tansiq.terms.visible import reveal_controls
from tansiq.terms.words import say

_UNREAD = (ReadOutcome.FAILED, ReadOutcome.UNSUPPORTED, ReadOutcome.EMPTY)


def _draft(call: Call) -> Answer:
    args = call.args
    origin = origin_of(call)
    with Sandbox() as sandbox:
        drafts = [draft_file(Path(one), origin, sandbox, datetime.now(UTC)) for one in args.files]
    code = WRONG if any(one.read.outcome in _UNREAD for one in drafts) else DONE
    plain = "\n".join(line for one in drafts for line in _lines(one, call.language))
    if len(drafts) == 1:
        return Answer(document(drafts[0]), plain=plain, code=code)
    between = compared(drafts)
    data = {
        "drafts": [document(one) for one in drafts],
        "origins": [[drafts[at].capture.file for at in group] for group in between.origins],
        "contradictions": [
            {**_clash(clash), "files": [drafts[one].capture.file, drafts[other].capture.file]}
            for one, other, clash in between.contradictions
        ],
    }
    said = sentence(
        "intake_origins", call.language, files=len(drafts), origins=len(between.origins)
    )
    more = [clash_words(clash, call.language) for _, _, clash in between.contradictions]
    return Answer(data, said=said, plain="\n".join([plain, *more]), code=code)


def origin_of(call: Call) -> Origin:
    """What the arguments say of where files came from; Invalid `time_malformed`."""
    args = call.args
    return Origin(args.url, args.operator, _day(args.published), args.region.upper())


def _day(text: str) -> str:
    """A day as it was given, or Invalid `time_malformed`."""
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as problem:
        raise Invalid("time_malformed", value=text[:40]) from problem


def document(one: Drafted) -> dict[str, object]:
    """A draft as the data a program reads."""
    capture, read = one.capture, one.read
    return {
        "capture": {
            "file": capture.file,
            "url": capture.url,
            "captured": capture.captured,
            "tool": capture.tool,
            "tool_version": capture.tool_version,
            "sha256": capture.sha256,
            "size": capture.size,
            "operator": capture.operator,
            "kind": read.kind,
            "outcome": read.outcome.value,
            "trouble": read.code.value if read.code else "",
            "left": list(one.left),
            "title": read.title,
            "author": read.author,
            "outlet": read.outlet,
            "published": read.published,
            "attachments": [
                {"name": a.name, "media_type": a.media_type, "size": a.size, "sha256": a.sha256}
                for a in read.attachments
            ],
        },
        "text": one.draft.text,
        "dropped": [{"at": at, "text": text} for at, text in one.dropped],
        "language": one.draft.language,
        "paragraphs": [
            {"span": list(span), "language": language} for span, language in paragraphs(read.pieces)
        ],
        "proposals": [_proposal(each) for each in one.draft.proposals],
        "contradictions": [_clash(each) for each in one.draft.contradictions],
    }


def _proposal(one: Proposal) -> dict[str, object]:
    return {
        "type": one.kind.value,
        "value": one.value,
        "normalised": one.normal,
        "span": list(one.span),
        "status": one.status.value,
        "status_span": list(one.reserve) if one.reserve else None,
        "source": one.source,
    }


def _clash(one: Contradiction) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "spans": [list(span) for span in one.spans],
        "words": {language.value: clash_words(one, language) for language in Language},
    }


def clash_words(one: Contradiction, language: Language) -> str:
    """What cannot both be so, in words."""
    facts: Mapping[str, str] = one.facts
    if one.kind is Clash.WEEKDAY:
        days = Locale(language.value).days["format"]["wide"]
        facts = {**facts, "is": days[int(facts["is"])], "said": days[int(facts["said"])]}
    return say("clashes", one.kind.value, language).format(**facts)


def _lines(one: Drafted, language: Language) -> list[str]:
    """A draft for a person: the file, then each proposal and contradiction on a line."""
    outcome = say("read_outcomes", one.read.outcome.value, language)
    found = [f"{reveal_controls(one.capture.file)}: {outcome}"]
    if one.read.code:
        found.append(f"  {say('read_troubles', one.read.code.value, language)}")
    for each in one.draft.proposals:
        kind = say("intake_kinds", each.kind.value, language)
        status = say("certainties", each.status.value, language)
        value = reveal_controls(" ".join(each.value.split()))
        normal = f" = {reveal_controls(each.normal)}" if each.normal not in ("", each.value) else ""
        found.append(f"  {kind}: {value}{normal} ({status})")
    return found + [f"  ! {clash_words(each, language)}" for each in one.draft.contradictions]


ORIGIN = (
    option("--url", "intake_url", default=""),
    option("--operator", "intake_operator", default=""),
    option("--published", "intake_published", default="", metavar="DATE"),
    option("--region", "intake_region", default="", metavar="CC"),
)
"""What whoever captured a file says of it."""

COMMANDS = (
    Command(
        "intake draft",
        _draft,
        (
            place("files", "intake_files", nargs="+", metavar="FILE"),
            *ORIGIN,
        ),
    ),
)
