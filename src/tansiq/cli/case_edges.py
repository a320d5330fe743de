"""`tansiq case export` and `tansiq entity import`: a case and the files of other systems."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tansiq.cases.importing import ImportTerms
from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.frame import Answer, Call
from tansiq.cli.intake import markings, read_bytes
from tansiq.cli.wording import sentence
from tansiq.exchange.transport_file import put
from tansiq.formats.edges import EdgeReading
from tansiq.formats.ftm_export import Left
from tansiq.node import case_edges, case_exports, case_import
from tansiq.node.case_edges import LAYOUTS, Original
from tansiq.node.case_prints import Printer
from tansiq.printing.document import Document
from tansiq.printing.render import render
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Invalid, Refused
from tansiq.terms.ids import channel_id


def export(call: Call) -> Answer:
    """`case export`: a file of what may leave, and all that stays or is not read elsewhere."""
    args, node = call.args, call.node()
    channel, who = channel_id(args.case), reader(call)
    path = Path(args.out)
    if args.back:
        back = case_edges.given_back(node, who, channel, args.back, court=args.court)
        put(path, back.data)
        return Answer(
            {"file": str(path), "by_type": plain(back.counts), "withheld": plain(back.withheld)}
        )
    left: Sequence[Left] = ()
    if args.layout == "pdf":
        made, found = _printed(call)
        data = render(made)
    else:
        found = case_exports.exported(node, who, channel, args.entity, court=args.court)
        data, left = case_edges.written(node, args.layout, str(channel), found)
    put(path, data)
    told = {"file": str(path), "withheld": plain(found.withheld), "left": plain(left)}
    return Answer({**told, "dropped": _dropped(left), "count": len(found.files)})


def _dropped(left: Iterable[Left]) -> list[dict[str, object]]:
    """What other programs will not read, by reason and property."""
    every = Counter((one.reason.value, one.property) for one in left)
    return [
        {"reason": reason, "property": name, "count": count}
        for (reason, name), count in sorted(every.items())
    ]


def _printed(call: Call) -> tuple[Document, case_exports.Exported]:
    args, node = call.args, call.node()
    channel, who = channel_id(args.case), reader(call)
    printer = Printer(call.language, stamp(node.clock.now()), exercise=node.settings.exercise)
    if not args.entity:
        board, found = case_exports.summary(node, who, channel, court=args.court)
        return printer.summary(board, found), found
    found = case_exports.exported(node, who, channel, args.entity[:1], court=args.court)
    if not found.files:
        raise Refused("entity_quarantined", entity=args.entity[0])
    return printer.entity(found), found


def take_in(call: Call) -> Answer:
    """`entity import`: a file of another system as claims, or as a machine's findings."""
    args = call.args
    data = read_bytes(args.file)
    reading = case_edges.read_layout(args.layout, data)
    if args.mentions and args.layout not in LAYOUTS:
        raise Invalid("cli_one_of", flags="--layout stix, --layout misp")
    if not args.mentions and not args.grade:
        raise Invalid("cli_not_stated", flag="--grade")
    kept = _keep(call, data, reading)
    done = _findings(call, data, reading) if args.mentions else _claims(call, reading)
    told = {**done, "kept_in": kept, "by_type": plain(reading.counts)}
    return Answer(told, said=sentence("signed", call.language))


def _original(call: Call, data: bytes) -> Original:
    args = call.args
    name = Path(args.file).name
    return Original(
        layout=args.layout,
        name=name,
        data=data,
        document=args.document,
        title=f"{args.layout}: {name}",
        language=call.language.value,
        handling=markings(args),
    )


def _keep(call: Call, data: bytes, reading: EdgeReading) -> str:
    """The document that keeps the original; none for a layout that holds entities alone."""
    if call.args.layout not in LAYOUTS:
        return ""
    channel = channel_id(call.args.case)
    return case_edges.keep(call.node(), signer(call), channel, _original(call, data), reading)


def _findings(call: Call, data: bytes, reading: EdgeReading) -> dict[str, object]:
    channel = channel_id(call.args.case)
    count, left = case_edges.as_mentions(call.node(), channel, _original(call, data), reading)
    return {"count": count, "entities": [], "left": [*reading.left, *left]}


def _claims(call: Call, reading: EdgeReading) -> dict[str, object]:
    args = call.args
    terms = ImportTerms(
        document=args.document,
        grade=args.grade,
        nature="assessment" if args.assessment else "fact",
        handling=markings(args),
        category=args.category,
    )
    channel = channel_id(args.case)
    case_import.import_entities(call.node(), signer(call), channel, (terms, reading.drafts))
    ids = [{"reference": one.foreign, "entity": one.entity} for one in reading.drafts]
    return {"count": len(ids), "entities": ids, "left": list(reading.left)}
