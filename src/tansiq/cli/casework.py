"""`tansiq case`: joint cases, their agreement, sources, tasks, instruments and decisions."""

import tomllib
from collections.abc import Sequence

import msgspec

from tansiq.cases.finding import Found
from tansiq.cases.sourcing import FileDocument
from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.case_edges import export
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place, several
from tansiq.cli.intake import instant, loose, markings, read_bytes
from tansiq.cli.wording import sentence
from tansiq.node import case_agreements, case_claims, case_work, cases
from tansiq.node.perform import Written
from tansiq.record.cases import (
    CaseTerms,
    DecisionRecorded,
    InstrumentRecorded,
    TaskSet,
)
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import channel_id, new_record_id

CASE = place("case", "case")
TITLE = option("--title", required=True)
LANGUAGE = option("--language", required=True)
BECAUSE = option("--because", "reason_code", required=True, dest="reason_code")
EXPLANATION = option("--explanation", default="")
HANDLING = (
    option("--handling", required=True),
    option("--tlp", default=""),
    option("--conditions", default=""),
)
DUE = option("--due", default="")
PARTY = option("--party", required=True)


def written(call: Call, done: Sequence[Written], **ids: str) -> Answer:
    """What was written, with the codes that the partner's board shows too."""
    records = [
        {"kind": one.said.kind, "entry": str(one.entry.entry_id), "code": one.code} for one in done
    ]
    return Answer({**ids, "records": records}, said=sentence("signed", call.language))


def _list(call: Call) -> Answer:
    found = cases.listed(call.node(), reader(call))
    return Answer({"cases": plain(found), "count": len(found)})


def _show(call: Call) -> Answer:
    since = instant(call.args.since) if call.args.since else ""
    found = cases.board(call.node(), reader(call), channel_id(call.args.case), since)
    return Answer(plain(found))


def _propose(call: Call) -> Answer:
    args = call.args
    try:
        table = tomllib.loads(read_bytes(args.terms).decode("utf-8"))
        terms = msgspec.convert(table, CaseTerms)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise Invalid("cli_terms", file=args.terms) from problem
    made, done = case_agreements.propose(call.node(), signer(call), channel_id(args.case), terms)
    return written(call, done, agreement=made)


def _sign(call: Call) -> Answer:
    args = call.args
    done = case_agreements.sign(call.node(), signer(call), channel_id(args.case), args.agreement)
    return written(call, done, agreement=args.agreement)


def _close(call: Call) -> Answer:
    args = call.args
    done = case_agreements.close(call.node(), signer(call), channel_id(args.case), args.explanation)
    return written(call, done)


def _search(call: Call) -> Answer:
    args = call.args
    found = cases.search(call.node(), reader(call), channel_id(args.case), args.text)
    data = plain(Found(found.files, found.more))
    met = [
        {
            "entity": entity,
            "property": one.claim.fact.claim.property,
            "value": one.claim.fact.claim.value,
            "met": one.how,
            "words": [plain(word) for word in one.words],
        }
        for entity, why in found.why.items()
        for one in why
    ]
    return Answer({"found": met, **data, "count": len(found.files)})


def _contradictions(call: Call) -> Answer:
    args = call.args
    found = cases.contradictions(call.node(), reader(call), channel_id(args.case), args.after)
    return Answer({**plain(found), "count": len(found.files)})


def _document(call: Call) -> Answer:
    args = call.args
    made = new_record_id()
    document = FileDocument(
        document=made,
        source=args.source_kind,
        title=args.title,
        language=args.language,
        reference=args.reference,
        authority=args.authority,
        dated=args.dated,
        handling=markings(args),
        summary=args.summary,
        ask=args.ask,
        protected=bool(args.ask),
        repeats=args.repeats,
        release=args.release,
    )
    files = [loose(one) for one in args.attach]
    done = case_claims.file_document(
        call.node(), signer(call), channel_id(args.case), document, files
    )
    return written(call, done, document=made)


def _source(call: Call) -> Answer:
    args = call.args
    found = cases.document(call.node(), reader(call), channel_id(args.case), args.document)
    return Answer({"documents": plain(found), "count": len(found)})


def _withdraw(call: Call) -> Answer:
    args = call.args
    why = case_claims.Withdrawing(args.reason_code, args.explanation)
    done = case_claims.withdraw_document(
        call.node(), signer(call), channel_id(args.case), args.document, why
    )
    return written(call, done, document=args.document)


def _task(call: Call) -> Answer:
    args = call.args
    made = new_record_id()
    due = instant(args.due) if args.due else ""
    task = TaskSet(task=made, party=args.party, title=args.title, language=args.language, due=due)
    return written(
        call, case_work.set_task(call.node(), signer(call), channel_id(args.case), task), task=made
    )


def _move(call: Call) -> Answer:
    args = call.args
    said = (args.state, args.note)
    done = case_work.move_task(call.node(), signer(call), channel_id(args.case), args.task, said)
    return written(call, done, task=args.task)


def _instrument(call: Call) -> Answer:
    args = call.args
    made = args.instrument or new_record_id()
    wish = InstrumentRecorded(
        instrument=made,
        type=args.type,
        title=args.title,
        language=args.language,
        party=args.party,
        authority=args.authority,
        state=args.state,
        reference=args.reference,
        due=instant(args.due) if args.due else "",
    )
    done = case_work.record_instrument(call.node(), signer(call), channel_id(args.case), wish)
    return written(call, done, instrument=made)


def _decision(call: Call) -> Answer:
    args = call.args
    made = new_record_id()
    wish = DecisionRecorded(
        decision=made,
        title=args.title,
        text=args.text,
        language=args.language,
        rests_on=tuple(args.rests_on),
    )
    done = case_work.record_decision(call.node(), signer(call), channel_id(args.case), wish)
    return written(call, done, decision=made)


COMMANDS = (
    Command(
        "case export",
        export,
        (
            CASE,
            place("out"),
            option("--layout", choices=("pdf", "ftm", "stix", "misp"), default="pdf"),
            several("--entity"),
            option("--court", "court_use", action="store_true"),
            option("--back", "kept_original", default="", metavar="DOCUMENT"),
            *READ,
        ),
    ),
    Command("case list", _list, READ),
    Command("case show", _show, (CASE, option("--since", default=""), *READ)),
    Command("case propose", _propose, (CASE, place("terms"), *ACT)),
    Command("case sign", _sign, (CASE, place("agreement"), *ACT)),
    Command("case close", _close, (CASE, option("--explanation", required=True), *ACT)),
    Command("case search", _search, (CASE, place("text", "search_text"), *READ)),
    Command("case contradictions", _contradictions, (CASE, option("--after", default=""), *READ)),
    Command(
        "case document",
        _document,
        (
            CASE,
            option("--source", "source_kind", required=True, dest="source_kind"),
            TITLE,
            LANGUAGE,
            option("--reference", default=""),
            option("--authority", default=""),
            option("--dated", default=""),
            option("--summary", default=""),
            option("--ask", default=""),
            option("--repeats", default=""),
            option("--release", "release_cited", default=""),
            several("--attach"),
            *HANDLING,
            *ACT,
        ),
    ),
    Command("case source", _source, (CASE, place("document"), *READ)),
    Command("case withdraw", _withdraw, (CASE, place("document"), BECAUSE, EXPLANATION, *ACT)),
    Command("case task", _task, (CASE, PARTY, TITLE, LANGUAGE, DUE, *ACT)),
    Command(
        "case task-move",
        _move,
        (CASE, place("task"), option("--state", required=True), option("--note", default=""), *ACT),
    ),
    Command(
        "case instrument",
        _instrument,
        (
            CASE,
            option("--instrument", default=""),
            option("--type", "instrument_type", required=True),
            TITLE,
            LANGUAGE,
            PARTY,
            option("--authority", required=True),
            option("--state", required=True),
            option("--reference", default=""),
            DUE,
            *ACT,
        ),
    ),
    Command(
        "case decision",
        _decision,
        (CASE, TITLE, option("--text", required=True), LANGUAGE, several("--rests-on"), *ACT),
    ),
)
