"""`tansiq operation` for what is left of one: papers, figures, evaluation; and exercises."""

import tomllib
from datetime import timedelta
from pathlib import Path

import msgspec

from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.casework import CASE, written
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place
from tansiq.cli.intake import read_bytes
from tansiq.exchange.transport_file import put
from tansiq.lessons.figures import SiteFigures
from tansiq.node import lessons, operation_papers, rehearsals
from tansiq.node.operations import Where
from tansiq.record.lessons import EvaluationFiled, Finding
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import channel_id, record_id

_OF = (CASE, place("operation"))
MOST_PACE = 10_000.0


class EvaluationInFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An evaluation as an editor writes it."""

    language: str
    kept: str = ""
    findings: tuple[Finding, ...] = ()


def _where(call: Call) -> Where:
    return Where(channel_id(call.args.case), record_id(call.args.operation))


def _paper(call: Call) -> Answer:
    which = call.args.paper
    made = operation_papers.paper(call.node(), reader(call), _where(call), which, call.language)
    put(Path(call.args.out), made)
    return Answer({"file": call.args.out})


def _lessons(call: Call) -> Answer:
    found = lessons.lessons(call.node(), reader(call), _where(call))
    figures = found.figures
    data = {
        "decided": figures.decided,
        "versions": figures.versions,
        "stops": figures.stops,
        "go_shown": [
            {"agency": party, "seconds": _seconds(before)} for party, before in figures.go_shown
        ],
        "sites": [_site(one) for one in figures.sites],
        "skews": [
            {"state": state.value, "seconds": _seconds(width), "count": count}
            for state, width, count in figures.skews
        ],
        "late": list(figures.late),
        "owing": [one.agency for one in found.owing],
        "evaluations": [plain(one) for one in found.evaluations],
    }
    return Answer(data)


def _site(one: SiteFigures) -> dict[str, object]:
    return {
        "site": one.site,
        "party": one.party,
        "incidents": one.incidents,
        "acknowledged_after": _seconds(one.acknowledged),
        "moments": [
            {
                "state": moment.state.value,
                "seconds": _seconds(moment.after_h),
                "measured": moment.measured,
            }
            for moment in one.moments
        ],
    }


def _seconds(distance: timedelta | None) -> int | None:
    """Whole seconds from H-hour, below zero before it."""
    return None if distance is None else round(distance.total_seconds())


def _evaluate(call: Call) -> Answer:
    where = _where(call)
    try:
        table = tomllib.loads(read_bytes(call.args.file).decode("utf-8"))
        held = msgspec.convert(table, EvaluationInFile)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise Invalid("cli_terms", file=call.args.file) from problem
    said = EvaluationFiled(
        operation=where.operation, language=held.language, kept=held.kept, findings=held.findings
    )
    return written(call, lessons.evaluate(call.node(), signer(call), where, said))


def _rehearse(call: Call) -> Answer:
    pace = call.args.pace
    # What is no number is no pace either: neither comparison holds for it.
    if not 0 < pace <= MOST_PACE:
        raise Invalid("rehearsal_pace")
    said = rehearsals.rehearse(call.node(), signer(call), _where(call), pace)
    return Answer({"said": said})


COMMANDS = (
    Command(
        "operation paper",
        _paper,
        (*_OF, place("paper", "operation_paper"), option("--out", required=True), *READ),
    ),
    Command("operation lessons", _lessons, (*_OF, *READ)),
    Command("operation evaluate", _evaluate, (*_OF, place("file", "evaluation_file"), *ACT)),
    Command(
        "operation rehearse", _rehearse, (*_OF, option("--pace", type=float, default=1.0), *ACT)
    ),
)
