"""`tansiq intake`: foreign files taken in as drafts of the node, listed, shown, given back.

Promises that every draft that is shown stands in the read log, with the reason that was given.
Nothing here becomes a claim.
"""

from collections.abc import Sequence
from pathlib import Path

from tansiq.cli.acting import plain, reader
from tansiq.cli.drafting import ORIGIN, clash_words, origin_of
from tansiq.cli.exits import DONE, WRONG
from tansiq.cli.frame import READ, Answer, Call, Command, option, place
from tansiq.cli.intake import read_bytes
from tansiq.cli.wording import sentence, text
from tansiq.extract.sandbox import Sandbox
from tansiq.intake.values import Contradiction
from tansiq.ledger import private_files
from tansiq.node import intakes
from tansiq.node.intake_seen import ClashSeen, DraftHead, DraftSeen, ProposalSeen
from tansiq.terms.errors import Conflict
from tansiq.terms.intake import DraftState, ReadOutcome
from tansiq.terms.languages import Language
from tansiq.terms.visible import reveal_controls
from tansiq.terms.words import say

DRAFT = place("draft", "intake_draft")
_CAPTURED = ("url", "outlet", "published", "captured", "operator", "sha256", "class_id")
"""What a person is shown of where a draft came from, and the class to erase it by."""
_UNREAD = frozenset({ReadOutcome.FAILED, ReadOutcome.UNSUPPORTED, ReadOutcome.EMPTY})


def _take(call: Call) -> Answer:
    node, officer, origin = call.node(), reader(call), origin_of(call)
    done = []
    with Sandbox() as sandbox:
        for name in call.args.files:
            file = (Path(name).name, read_bytes(name))
            done.append((file[0], intakes.take(node, officer, file, origin, sandbox)))
    lines = [
        f"{one.number} {reveal_controls(name)}: {_outcome(one.outcome, call.language)}"
        + ("" if one.fresh else f" ({sentence('intake_known', call.language)})")
        for name, one in done
    ]
    code = WRONG if any(ReadOutcome(one.outcome) in _UNREAD for _, one in done) else DONE
    data = {"drafts": [{"file": name, **plain(one)} for name, one in done]}
    return Answer(data, plain="\n".join(lines), code=code)


def _list(call: Call) -> Answer:
    state = DraftState(call.args.state) if call.args.state else None
    found = intakes.drafts(call.node(), reader(call), state)
    lines = "\n".join(_line(one, call.language) for one in found)
    return Answer({"drafts": plain(found), "count": len(found)}, plain=lines)


def _line(one: DraftHead, language: Language) -> str:
    counts = sentence(
        "intake_counts",
        language,
        proposals=one.counts.proposals,
        accepted=one.counts.accepted,
        rejected=one.counts.rejected,
        contradictions=one.counts.contradictions,
    )
    state = say("draft_states", one.state.value, language)
    origin = "" if one.origin == one.number else f" = {one.origin}"
    return f"{one.number}{origin} {state}: {reveal_controls(one.title)} ({counts})"


def _show(call: Call) -> Answer:
    found = intakes.draft(call.node(), reader(call), call.args.draft)
    return Answer(_document(found, call.language), plain="\n".join(_lines(found, call.language)))


def _document(one: DraftSeen, language: Language) -> dict[str, object]:
    return {
        **plain(one.head),
        "capture": plain(one.capture),
        "text": one.text,
        "dropped": [{"at": at, "text": words} for at, words in one.dropped],
        "paragraphs": [{"span": list(s), "language": spoken} for s, spoken in one.paragraphs],
        "proposals": [{**plain(each), "kind": each.kind.value} for each in one.proposals],
        "contradictions": [
            {"number": each.number, "proposals": list(each.proposals), **_told(each, language)}
            for each in one.contradictions
        ],
        "beside": [
            {"number": each.draft.number, "draft": each.draft.id, **_told(each.clash, language)}
            for each in one.beside
        ],
        "origins": [each.number for each in one.origins],
        "left": list(one.left),
        "enclosed": plain(one.enclosed),
    }


def _told(one: ClashSeen | Contradiction, language: Language) -> dict[str, object]:
    clash = Contradiction(one.kind, one.spans, one.facts)
    return {
        "kind": one.kind.value,
        "spans": [list(span) for span in one.spans],
        "words": clash_words(clash, language),
    }


def _lines(one: DraftSeen, language: Language) -> list[str]:
    """A draft for a person: each proposal by its number, contradictions, other drafts."""
    found = [_line(one.head, language)]
    told = plain(one.capture) | {"class_id": one.head.class_id}
    found += [
        f"  {text('labels', name, language)}: {reveal_controls(str(told[name]))}"
        for name in _CAPTURED
        if told[name]
    ]
    found += [_proposal(each, language) for each in one.proposals]
    for each in one.contradictions:
        clash = Contradiction(each.kind, each.spans, each.facts)
        found.append(f"  ! {clash_words(clash, language)} {_numbers(each.proposals)}")
    found += [f"  ! {b.draft.number}: {clash_words(b.clash, language)}" for b in one.beside]
    return found + [f"  = {each.number} {reveal_controls(each.title)}" for each in one.origins]


def _proposal(one: ProposalSeen, language: Language) -> str:
    kind = say("intake_kinds", one.kind.value, language)
    status = say("certainties", one.status.value, language)
    value = reveal_controls(" ".join(one.value.split()))
    normal = f" = {reveal_controls(one.normal)}" if one.normal not in ("", one.value) else ""
    verdict = f" · {say('proposal_verdicts', one.verdict, language)}" if one.verdict else ""
    disputed = " !" if one.clashes or one.beside else ""
    return f"  {one.number}. {kind}: {value}{normal} ({status}){verdict}{disputed}"


def _numbers(numbers: Sequence[int]) -> str:
    return f"({', '.join(map(str, numbers))})" if numbers else ""


def _outcome(outcome: str, language: Language) -> str:
    return say("read_outcomes", outcome, language)


def _sources(call: Call) -> Answer:
    found = intakes.sources(call.node(), reader(call))
    lines = [
        f"{one.first.number} {reveal_controls(one.first.title)}: "
        + ", ".join(reveal_controls(outlet) for outlet in one.outlets)
        for one in found.origins
    ]
    clashes = [
        {"drafts": [one.number, other.number], **_told(clash, call.language)}
        for one, other, clash in found.contradictions
    ]
    lines += [
        f"! {one.number} {other.number}: {clash_words(clash, call.language)}"
        for one, other, clash in found.contradictions
    ]
    origins = [
        {
            "number": one.first.number,
            "title": one.first.title,
            "drafts": [each.number for each in one.drafts],
            "outlets": list(one.outlets),
            "since": one.seen,
        }
        for one in found.origins
    ]
    data = {"origins": origins, "contradictions": clashes, "not_compared": found.not_compared}
    return Answer(data, plain="\n".join(lines))


def _original(call: Call) -> Answer:
    out = Path(call.args.out)
    if out.exists():
        raise Conflict("attachment_file_exists", file=out.name)
    name, media_type, data = intakes.original(call.node(), reader(call), call.args.draft)
    private_files.create(out, data)
    told = {"name": name, "media_type": media_type, "size": len(data), "file": str(out)}
    return Answer(told)


COMMANDS = (
    Command(
        "intake take",
        _take,
        (place("files", "intake_files", nargs="+", metavar="FILE"), *ORIGIN, *READ),
    ),
    Command("intake list", _list, (option("--state", "intake_state", default=""), *READ)),
    Command("intake show", _show, (DRAFT, *READ)),
    Command("intake sources", _sources, READ),
    Command("intake original", _original, (DRAFT, place("out"), *READ)),
)
