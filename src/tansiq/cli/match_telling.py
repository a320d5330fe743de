"""How a match is told on the command line: where it stands, whose turn it is, who learns what.

Promises: of each outcome it says beforehand what it discloses, and to whom; nothing is told of a
match that its steps do not say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tansiq.cli.exits import exit_code
from tansiq.cli.frame import Answer, Call
from tansiq.cli.wording import sentence
from tansiq.node.match_seen import Hit
from tansiq.subjects import turns
from tansiq.subjects.matching import Match
from tansiq.subjects.normal import Unread
from tansiq.subjects.queries import MatchFile
from tansiq.subjects.rounds import WATCH
from tansiq.terms.errors import Invalid, advice, code_words, words
from tansiq.terms.languages import Language

MOST = 1_000
"""Lines named at once that could not be read."""


def match_answer(call: Call, me: str, file: MatchFile) -> dict[str, object]:
    """A match as data with words: state, turn, sizes, what was and will be disclosed, faults.

    Of a standing match also its points a day, whether it tells, and its rounds.
    """
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
        **_standing(match),
    }


def _standing(match: Match) -> dict[str, object]:
    """Of a standing match: what it was proposed with, and its rounds in their order."""
    scope = match.scope
    if scope.mode != WATCH:
        return {}
    rounds = [
        {
            "round": one.number,
            "epoch": span.set.epoch,
            "time": one.time,
            "points": one.asked.count,
            "answered": one.answered is not None,
            "hits_told": None if one.found is None else len(one.found.claims),
            "hits_ended": None if one.found is None else len(one.found.ended),
        }
        for span in match.spans
        for one in span.rounds
    ]
    return {"mode": scope.mode, "daily": scope.daily, "tells": scope.tells, "rounds": rounds}


def hit_answer(one: Hit, *, standing: bool) -> dict[str, object]:
    """A hit with the verdicts on it; in a standing match since which round, and whose list it left.

    `ended` is `ours`, `theirs`, or empty while it stands.
    """
    told = {
        "place": one.place,
        "identifier": one.identifier,
        "canary": one.canary,
        "verdicts": [
            {"agency": who, "verdict": said.verdict, "explanation": said.reason}
            for who, said in one.verdicts
        ],
    }
    return {**told, "since_round": one.since, "ended": one.ended} if standing else told


def _reason(code: str, language: Language) -> str:
    """Words for a code of ours; what an officer wrote stays as it is."""
    if not code:
        return ""
    found = code_words(code, language)
    return code if found == code else f"{found} ({code})"


@dataclass(frozen=True, slots=True)
class UnreadIn:
    """A file, its lines, and which of them could not be read."""

    file: str
    lines: Sequence[str]
    unread: Sequence[Unread]


def unread_answer(call: Call, files: Sequence[UnreadIn]) -> Answer:
    """Each line that is no identifier, with its number and why; nothing was kept.

    With the name of its file where there are several.
    """
    language = call.language
    wrong = [(one, held) for held in files for one in held.unread]
    problem = Invalid("identifiers_unread", lines=len(wrong))
    told: list[dict[str, object]] = []
    listed = []
    for one, held in wrong[:MOST]:
        service = held.lines[one.line - 1].partition(":")[0].strip()[:40]
        because = words(Invalid(one.code, service=service), language)
        named = {"file": held.file} if len(files) > 1 else {}
        told.append({**named, "line": one.line, "code": one.code, "words": because})
        where = f"{held.file}:{one.line}" if named else str(one.line)
        listed.append(f"  {where}: {because} ({one.code})")
    says, does = words(problem, language), advice(problem, language)
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
    if match.scope.mode == WATCH:
        yield from _standing_steps(match)
        return
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


def _standing_steps(match: Match) -> Iterator[Step]:
    """The same of a standing match: no count; hits and verdicts cross only where it tells."""
    rounds = [one for span in match.spans for one in span.rounds]
    yield "size", "answerer", True
    yield "size_answerer", "asker", match.accepted is not None
    yield "points_daily", "answerer", bool(rounds)
    yield "hits_asker", "asker", any(one.answered is not None for one in rounds)
    if match.scope.tells:
        yield "hits_answerer", "answerer", any(one.found is not None for one in rounds)
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
