"""What checking a file showed: what it proves, what failed, and what it cannot prove.

Promises that the limits are always said beside the proofs, in plain words and four languages, so
that nobody takes a signature for the truth of what was signed. Decides nothing: `ledger.verify` and
`exchange.verify` do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tansiq.terms.errors import Fact, TansiqError, words
from tansiq.terms.languages import Language, language_of
from tansiq.terms.text import reveal_controls
from tansiq.terms.words import say

PAGE = "verify"
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about a file: a code of the page `verify`, and what fills its places."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def words(self, language: str = Language.EN) -> str:
        """Return the sentence in a language; what came from the file is shown isolated."""
        wanted = language_of(language)
        shown = {name: _shown(value, wanted) for name, value in self.facts.items()}
        return say(PAGE, self.code, wanted).format_map(shown)

    def plain(self, language: str = Language.EN) -> dict[str, object]:
        """Return code, words and facts."""
        return {"code": self.code, "words": self.words(language), **self.facts}


def _shown(value: Fact, language: Language) -> str:
    text = reveal_controls(str(value))
    right_to_left = language is Language.AR
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}" if right_to_left else text


@dataclass(frozen=True, slots=True)
class Cosigned:
    """Who cosigned the head of a log, and when (UTC stamp); a partner, or the author itself."""

    origin: str
    node: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything that can be said of one file; `failed` are errors, and one is enough."""

    kind: str
    proven: tuple[Finding, ...]
    failed: tuple[TansiqError, ...]
    unproven: tuple[Finding, ...]
    cosigned: tuple[Cosigned, ...]

    @property
    def sound(self) -> bool:
        """Say whether every check that could be made was passed."""
        return not self.failed

    def words_proven(self, language: str = Language.EN) -> tuple[str, ...]:
        """Return what the file proves, one sentence each."""
        return tuple(one.words(language) for one in self.proven)

    def words_unproven(self, language: str = Language.EN) -> tuple[str, ...]:
        """Return what failed and what the file cannot prove, one sentence each."""
        failed = tuple(words(one, language) for one in self.failed)
        return failed + tuple(one.words(language) for one in self.unproven)

    def plain(self, language: str = Language.EN) -> dict[str, object]:
        """Return the findings as plain data."""
        return {
            "kind": self.kind,
            "sound": self.sound,
            "proves": [one.plain(language) for one in self.proven],
            "fails": [{"code": one.code, "words": words(one, language)} for one in self.failed],
            "cannot_prove": [one.plain(language) for one in self.unproven],
            "cosigned": [
                {"log": one.origin, "node": one.node, "time": one.time} for one in self.cosigned
            ],
        }


class Collector:
    """Gathers findings while a file is checked."""

    def __init__(self, kind: str) -> None:
        """Start with nothing found about a file of this kind."""
        self._kind = kind
        self._proven: list[Finding] = []
        self._failed: list[TansiqError] = []
        self._unproven: list[Finding] = []
        self._cosigned: list[Cosigned] = []

    def proves(self, code: str, **facts: Fact) -> None:
        """Note what the file proves."""
        self._proven.append(Finding(code, facts))

    def cannot(self, code: str, **facts: Fact) -> None:
        """Note what the file cannot prove."""
        self._unproven.append(Finding(code, facts))

    def fails(self, error: TansiqError) -> None:
        """Note a check that was not passed."""
        self._failed.append(error)

    def cosigned(self, origin: str, node: str, time: str) -> None:
        """Note who cosigned a head, and when."""
        self._cosigned.append(Cosigned(origin, node, time))

    @property
    def failed(self) -> bool:
        """Say whether a check was not passed so far."""
        return bool(self._failed)

    def findings(self) -> Findings:
        """Return everything found."""
        return Findings(
            kind=self._kind,
            proven=tuple(self._proven),
            failed=tuple(self._failed),
            unproven=tuple(self._unproven),
            cosigned=tuple(self._cosigned),
        )
