"""How a match is told on the command line: where it stands, whose turn it is, who learns what.

Promises: of each outcome it says beforehand what it discloses, and to whom; nothing is told of a
match that its steps do not say.
"""

from collections.abc import Iterator, Sequence

from tansiq.cli.exits import exit_code
from tansiq.cli.frame import Answer, Call
from tansiq.cli.wording import sentence
from tansiq.subjects import turns
from tansiq.subjects.matching import Match
from tansiq.subjects.normal import Unread
from tansiq.subjects.queries import MatchFile
from tansiq.terms.errors import Invalid, advice, code_words, words
from tansiq.terms.languages import Language

MOST = 1_000
"""Lines named at once that could not be read."""


def match_answer(call: Call, me: str, file: MatchFile) -> dict[str, object]:
    """A match as data with words: state, turn, sizes, what was and will be disclosed, faults."""
    match, language = file.match, call.language
    turn = turns.turn(file)
    accepted, counted = match.accepted, match.counted
    return {
        "match": match.match,
        "state": match.state,
        "ended": _reason(match.ended, language),
        "channel": file.channel,
        "asker": match.asker,
        "answerer": match.answerer,
        "side": "asker" if match.asker == me else "answerer",
        "type": match.scope.type,
        "purpose": match.scope.purpose,
        "legal_basis": match.scope.legal_basis,
        "officer": match.proposer,
        "size": match.scope.size,
        "root": match.scope.root,
        "size_answerer": None if accepted is None else accepted.size,
        "root_answerer": None if accepted is None else accepted.root,
        "points": None if match.asked is None else match.asked.count,
        "counted": None if counted is None else counted.matches,
        "next": {
            "code": turn.what,
            "agencies": sorted(turn.whose),
            "words": sentence(f"turn_{turn.what}", language),
        },
        "disclosed": [_told(one, match, language) for one in _disclosed(match)],
        "to_disclose": [_told(one, match, language) for one in _to_come(match)],
        "problems": [
            {"agency": one.step.agency, "code": one.code, "words": _reason(one.code, language)}
            for one in match.faults
        ],
    }


def _reason(code: str, language: Language) -> str:
    """Words for a code of ours; what an officer wrote stays as it is."""
    if not code:
        return ""
    found = code_words(code, language)
    return code if found == code else f"{found} ({code})"


def unread_answer(call: Call, lines: Sequence[str], unread: Sequence[Unread]) -> Answer:
    """Each line that is no identifier, with its number and why; nothing was kept."""
    language, problem = call.language, Invalid("identifiers_unread", lines=len(unread))
    told = []
    for one in unread[:MOST]:
        service = lines[one.line - 1].partition(":")[0].strip()[:40]
        because = words(Invalid(one.code, service=service), language)
        told.append({"line": one.line, "code": one.code, "words": because})
    says, does = words(problem, language), advice(problem, language)
    listed = [f"  {one['line']}: {one['words']} ({one['code']})" for one in told]
    data = {"error": problem.code, "words": says, "do": does, "facts": problem.facts}
    return Answer(
        {**data, "unread": told},
        said=f"{problem.code}: {says}",
        plain="\n".join([*listed, f"  {does}"]),
        code=exit_code(problem),
    )


Step = tuple[str, str, bool]
"""What is disclosed, to which side (`asker`, `answerer`, `both`), and whether it has been."""


def _steps(match: Match) -> Iterator[Step]:
    """All that a match discloses, in its order (docs: what a private match shows)."""
    counted = match.counted
    none = counted is not None and not counted.matches
    yield "size", "answerer", True
    yield "size_answerer", "asker", match.accepted is not None
    yield "points", "answerer", match.asked is not None
    yield "count", "both", counted is not None
    if not none:
        yield "hits_asker", "asker", match.revealed is not None
        yield "hits_answerer", "answerer", match.claimed is not None
        yield "verdicts", "both", False


def _disclosed(match: Match) -> list[Step]:
    return [one for one in _steps(match) if one[2]]


def _to_come(match: Match) -> list[Step]:
    """What the next steps disclose, when nobody stops it; nothing once it has ended."""
    return [] if match.ended else [one for one in _steps(match) if not one[2]]


def _told(step: Step, match: Match, language: Language) -> dict[str, object]:
    what, side, _ = step
    sides = {"asker": [match.asker], "answerer": [match.answerer]}
    whom = sides.get(side, [match.asker, match.answerer])
    return {"code": what, "to": whom, "words": sentence(f"told_{what}", language)}
