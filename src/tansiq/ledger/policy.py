"""Trust policies (C2SP tlog-policy): which logs, which witnesses, how many of them suffice.

Promises the syntax and the quorum rule of the specification. Logs sign with plain Ed25519 (type
0x01), witnesses with timestamped Ed25519 (type 0x04); a policy that names another type of key is
refused rather than counted wrongly. Whether a witness is independent is for the reader to judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tansiq.ledger.checkpoint import Checkpoint, cosigners, open_checkpoint, read_checkpoint
from tansiq.ledger.note import COSIGNATURE_ED25519, ED25519, Verifier, parse_vkey
from tansiq.terms.errors import Damaged, Invalid

MAX_POLICY_BYTES = 1_000_000
NONE = "none"

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_COUNT = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of which `needed` members must have witnessed a head."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a head shows under a policy."""

    checkpoint: Checkpoint
    cosigned: tuple[tuple[str, int], ...]  # policy name of the witness, Unix time
    enough: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """Known logs, known witnesses by policy name, groups, and the name of the quorum."""

    logs: tuple[Verifier, ...] = ()
    witnesses: Mapping[str, Verifier] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    def satisfied(self, cosigned: frozenset[str]) -> bool:
        """Say whether these witnesses, by policy name, make the quorum."""
        if self.quorum == NONE:
            return True
        # Groups only name what stands before them, so one pass in order decides all.
        reached = set(cosigned & self.witnesses.keys())
        for name, group in self.groups.items():
            if sum(member in reached for member in group.members) >= group.needed:
                reached.add(name)
        return self.quorum in reached

    def judge(self, note: str | bytes) -> Verdict:
        """Check a head's log signature and cosignatures; Damaged `policy_log` for another log."""
        origin = read_checkpoint(note).origin
        log = next((known for known in self.logs if known.name == origin), None)
        if log is None:
            raise Damaged("policy_log", origin=origin)
        head = open_checkpoint(note, origin, log.public)
        found = tuple(
            (name, time)
            for name, witness in self.witnesses.items()
            for _, time in cosigners(note, {witness.name: witness.public})
        )
        return Verdict(head, found, self.satisfied(frozenset(name for name, _ in found)))


def parse_policy(text: str | bytes) -> Policy:
    """Read a policy file; Invalid `policy_malformed` with the line number (0: the whole file)."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    # Octets above 0x7f are opaque: undecodable ones pass through as lone surrogates.
    whole = raw.decode("utf-8", "surrogateescape")
    if len(raw) > MAX_POLICY_BYTES or _FORBIDDEN.search(whole):
        raise Invalid("policy_malformed", line=0)
    reader = _Reader()
    for number, line in enumerate(whole.split("\n"), start=1):
        words = [word for word in re.split(r"[ \t]+", line) if word]
        if words and not words[0].startswith("#"):
            reader.read(number, words)
    if reader.quorum is None:
        raise Invalid("policy_malformed", line=0)
    return Policy(tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum)


class _Reader:
    """The state while the lines of one policy file are read, top to bottom."""

    def __init__(self) -> None:
        self.logs: list[Verifier] = []
        self.witnesses: dict[str, Verifier] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._members: set[str] = set()

    def read(self, number: int, words: list[str]) -> None:
        """Take in one line, or raise Invalid with its number."""
        steps: dict[str, Callable[[list[str]], bool]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        step = steps.get(words[0])
        try:
            taken = step is not None and step(words[1:])
        except Invalid:
            taken = False
        if not taken:
            raise Invalid("policy_malformed", line=number)

    def _log(self, words: list[str]) -> bool:
        if len(words) not in {1, 2}:
            return False
        key = parse_vkey(words[0])
        fresh = all(known.public != key.public for known in self.logs)
        self.logs.append(key)
        return fresh and key.algorithm == ED25519

    def _witness(self, words: list[str]) -> bool:
        if len(words) not in {2, 3} or not self._free(words[0]):
            return False
        key = parse_vkey(words[1])
        fresh = all(known.public != key.public for known in self.witnesses.values())
        self.witnesses[words[0]] = key
        return fresh and key.algorithm == COSIGNATURE_ED25519

    def _group(self, words: list[str]) -> bool:
        if len(words) < 3 or not self._free(words[0]):
            return False
        name, needed, *members = words
        count = {"all": str(len(members)), "any": "1"}.get(needed, needed)
        known = all(self._known(member) for member in members)
        once = len(set(members)) == len(members) and self._members.isdisjoint(members)
        if not (known and once and _COUNT.fullmatch(count) and int(count) <= len(members)):
            return False
        self._members.update(members)
        self.groups[name] = Group(int(count), tuple(members))
        return True

    def _quorum(self, words: list[str]) -> bool:
        if len(words) != 1 or self.quorum is not None:
            return False
        self.quorum = words[0]
        return words[0] == NONE or self._known(words[0])

    def _known(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def _free(self, name: str) -> bool:
        return name != NONE and not self._known(name)


def write_policy(logs: Sequence[Verifier], witnesses: Mapping[str, Verifier], needed: int) -> str:
    """Write a policy that asks for `needed` of the witnesses; 0 asks for none.

    Invalid `policy_malformed` when the policy would break its own rules (a key named twice, more
    cosignatures than witnesses).
    """
    lines = [f"log {log.vkey()}" for log in logs]
    lines += [f"witness {name} {witness.vkey()}" for name, witness in witnesses.items()]
    if needed:
        lines += [f"group witnesses {needed} " + " ".join(witnesses), "quorum witnesses"]
    else:
        lines.append(f"quorum {NONE}")
    text = "\n".join(lines) + "\n"
    parse_policy(text)
    return text
