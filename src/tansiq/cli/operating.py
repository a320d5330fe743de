"""`tansiq operation` for those who write and vote: own part, order, checklists, votes, words."""

from dataclasses import replace

from tansiq.cli.acting import reader, signer
from tansiq.cli.casework import CASE, written
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place, several
from tansiq.cli.operating_files import read_order, read_part
from tansiq.node import checklists, operation_orders, operation_parts, operations
from tansiq.node.operations import Where
from tansiq.node.reading import Reader
from tansiq.operations.checking import Mark
from tansiq.operations.checklists import Checklist
from tansiq.record.operations import SiteReport
from tansiq.terms.clock import stamp
from tansiq.terms.ids import channel_id, new_record_id, record_id
from tansiq.terms.operating import CloseOutcome, VoteChoice

OPERATION = place("operation")
SITE = place("site")
ITEM = place("item", "check_item")
DIGEST = option("--digest", "plan_digest", default="")
H_LOCAL = option("--h-local", "h_local", default="")
H_ZONE = option("--h-zone", "h_zone", default="UTC")


def _where(call: Call) -> Where:
    return Where(channel_id(call.args.case), record_id(call.args.operation))


def _new(call: Call) -> Answer:
    where = Where(channel_id(call.args.case), new_record_id())
    return _write(call, where)


def _part(call: Call) -> Answer:
    return _write(call, _where(call))


def _write(call: Call, where: Where) -> Answer:
    node = call.node()
    part, zones = read_part(
        call.args.file, where.operation, lambda wall, zone: _instant(call, wall, zone)
    )
    done = operations.write_tactical(node, signer(call), where, part, zones)
    return written(call, done, operation=where.operation)


def _instant(call: Call, wall: str, zone: str) -> str:
    return operation_orders.instant_of(call.node(), wall, zone)


def _order(call: Call) -> Answer:
    args, where, node = call.args, _where(call), call.node()
    draft = read_order(args.file, args.changed, lambda wall, zone: _instant(call, wall, zone))
    seen = tuple(args.on) or tuple(
        one.digest for one in operation_orders.order(node, _looking(call), where).heads
    )
    done = operations.issue(node, signer(call), where, draft, seen)
    return written(call, done, operation=where.operation, digest=_digest(call, where))


def _looking(call: Call) -> Reader:
    """Who looks at the order before acting: the act itself is the reason where none is given."""
    found = reader(call)
    return found if found.reason else replace(found, reason=str(call.args.command))


def _digest(call: Call, where: Where) -> str:
    """The version named on the command line, else the one current one; empty without one."""
    named = str(getattr(call.args, "digest", ""))
    if named:
        return named
    seen = operation_orders.ballot(call.node(), _looking(call), where)
    return seen.settled.decision.digest


def _postpone(call: Call) -> Answer:
    args, where = call.args, _where(call)
    at = _instant(call, args.h_local, args.h_zone) if args.h_local else args.h_hour
    seen = _digest(call, where)
    done = operation_orders.postpone(call.node(), signer(call), where, (at, args.explanation), seen)
    return written(call, done, operation=where.operation)


def _vote(call: Call) -> Answer:
    where, digest = _where(call), _digest(call, _where(call))
    choice = VoteChoice(call.args.choice)
    done = operations.vote(call.node(), signer(call), where, digest, choice)
    return written(call, done, operation=where.operation, digest=digest)


def _acknowledge(call: Call) -> Answer:
    where, digest = _where(call), _digest(call, _where(call))
    done = operations.acknowledge(call.node(), signer(call), where, digest, call.args.site)
    return written(call, done, operation=where.operation, digest=digest)


def _checklist(call: Call) -> Answer:
    seen = operation_parts.part(call.node(), reader(call), _where(call))
    lists = () if seen.part is None else seen.part.lists
    return Answer({"sites": [_told(one) for one in lists], "count": len(lists)})


def _told(held: Checklist) -> dict[str, object]:
    """A checklist as plain data: who said what of each point, and why it is asked for."""
    done, waived, total = held.counts
    points = [
        {
            "item": one.code,
            "state": one.state.value,
            "article": one.basis.article,
            "standing": one.basis.standing.value,
            "waivers": list(one.waivers),
            "document": one.word.document if one.word else "",
            "note": one.word.note if one.word else "",
            "officer": one.word.officer if one.word else "",
        }
        for one in held.points
    ]
    ready = "no" if held.red else "yes"
    counts = {"done": done, "waived": waived, "total": total}
    return {"site": held.site.site, "ready": ready, **counts, "points": points}


def _check(call: Call) -> Answer:
    args, where = call.args, _where(call)
    mark = Mark(
        item=args.item,
        done=not args.missing,
        paper=args.paper,
        document=args.document,
        note=args.note,
    )
    done = checklists.mark_point(call.node(), signer(call), where, args.site, mark)
    return written(call, done, operation=where.operation)


def _waive(call: Call) -> Answer:
    args, where = call.args, _where(call)
    wish = (args.item, args.explanation)
    done = checklists.waive_point(call.node(), signer(call), where, args.site, wish)
    return written(call, done, operation=where.operation)


def _report(call: Call) -> Answer:
    args, where, node = call.args, _where(call), call.node()
    said = SiteReport(
        at=args.at or stamp(node.clock.now()),
        state=args.state,
        incident=args.incident,
        arrests=args.arrests,
        seizures=args.seizures,
        plan=args.digest,
    )
    done = operations.report_site(node, signer(call), where, args.site, [said])
    return written(call, done, operation=where.operation)


def _close(call: Call) -> Answer:
    where, outcome = _where(call), CloseOutcome(call.args.outcome)
    done = operations.close(call.node(), signer(call), where, outcome)
    return written(call, done, operation=where.operation)


_OF = (CASE, OPERATION)
_POINT = (*_OF, SITE, ITEM)
COMMANDS = (
    Command("operation new", _new, (CASE, place("file", "part_file"), *ACT)),
    Command("operation part", _part, (*_OF, place("file", "part_file"), *ACT)),
    Command(
        "operation order",
        _order,
        (
            *_OF,
            place("file", "order_file"),
            option("--changed", default=""),
            several("--on", "order_on"),
            *ACT,
            option("--reason", default=""),
        ),
    ),
    Command(
        "operation postpone",
        _postpone,
        (
            *_OF,
            option("--h-hour", "h_hour", default=""),
            H_LOCAL,
            H_ZONE,
            option("--explanation", required=True),
            DIGEST,
            *ACT,
            option("--reason", default=""),
        ),
    ),
    Command(
        "operation vote",
        _vote,
        (*_OF, place("choice", "vote_choice"), DIGEST, *ACT, option("--reason", default="")),
    ),
    Command(
        "operation acknowledge",
        _acknowledge,
        (
            *_OF,
            option("--site", "own_site", default=""),
            DIGEST,
            *ACT,
            option("--reason", default=""),
        ),
    ),
    Command("operation checklist", _checklist, (*_OF, *READ)),
    Command(
        "operation check",
        _check,
        (
            *_POINT,
            option("--missing", action="store_true"),
            option("--paper", default=""),
            option("--document", "paper_reference", default=""),
            option("--note", default=""),
            *ACT,
        ),
    ),
    Command("operation waive", _waive, (*_POINT, option("--explanation", required=True), *ACT)),
    Command(
        "operation report",
        _report,
        (
            *_OF,
            SITE,
            option("--state", "site_state", default=""),
            option("--incident", default=""),
            option("--arrests", type=int, default=0),
            option("--seizures", type=int, default=0),
            option("--at", "said_at", default=""),
            DIGEST,
            *ACT,
        ),
    ),
    Command("operation close", _close, (*_OF, place("outcome", "close_outcome"), *ACT)),
)
