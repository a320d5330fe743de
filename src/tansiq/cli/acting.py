"""Who acts: an officer with a key file, who sees in words what is signed before signing.

Promises that nothing is signed before kind, recipients and the digest code were shown (unless
`--yes` was given), that the passphrase is asked for without echo or read from the file named by
TANSIQ_PASSPHRASE_FILE, and that neither passphrase nor key stays longer than the command.
"""

import getpass
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tansiq.cli.frame import Call
from tansiq.cli.wording import page, sentence
from tansiq.ledger.acts import OfficerKey, load_officer_key, sign_with_key_file
from tansiq.node.reading import Reader
from tansiq.node.signing import Asked
from tansiq.terms.errors import Invalid, Missing, Refused
from tansiq.terms.ids import HOME, OfficerId

PASSPHRASE_FILE = "TANSIQ_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable
# RFC 7468, section 11: the label of an encrypted PKCS #8 key.
_LOCKED = b"BEGIN ENCRYPTED PRIVATE KEY"


def plain(value: object) -> dict[str, object]:
    """A value of ours as plain data for printing."""
    data: dict[str, object] = msgspec.to_builtins(
        value, str_keys=True, order="sorted", enc_hook=_as_dict
    )
    return data


def _as_dict(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(type(value).__name__)


@dataclass(frozen=True, slots=True)
class KeyFileSigner:
    """Signs with a key file after showing what is signed."""

    held: OfficerKey
    call: Call

    @property
    def officer(self) -> OfficerId:
        """The officer's pseudonym."""
        return OfficerId(self.held.officer)

    @property
    def key(self) -> str:
        """The id of the key."""
        return str(self.held.key)

    def sign(self, asked: Sequence[Asked]) -> tuple[dict[str, object], ...]:
        """Show, ask, sign each; Refused `signing_declined` when the officer does not agree."""
        if not self.call.args.yes:
            self._ask(asked)
        return tuple(sign_with_key_file(self.held, one.matter).wire() for one in asked)

    def _ask(self, asked: Sequence[Asked]) -> None:
        call = self.call
        if not call.err.isatty():
            raise Refused("signing_unattended")
        call.err.write(sentence("you_sign", call.language, officer=self.officer) + "\n")
        for one in asked:
            call.err.write(_described(one, call) + "\n")
        call.err.write(sentence("sign_question", call.language))
        call.err.flush()
        said = _typed().strip().casefold()
        if said not in {words.casefold() for words in page("labels")["yes"].values()}:
            raise Refused("signing_declined")


def _typed() -> str:
    """A line from whoever sits there; the end of the input is no agreement."""
    try:
        return input()
    except EOFError as problem:
        raise Refused("signing_declined") from problem


def signer(call: Call) -> KeyFileSigner:
    """The officer named by `--as`, ready to sign; Invalid `cli_no_officer`."""
    return KeyFileSigner(_load(call), call)


def reader(call: Call) -> Reader:
    """The officer named by `--as` and the reason; opening the key file proves it is they."""
    held = _load(call)
    return Reader(OfficerId(held.officer), str(held.key), call.args.reason)


def _load(call: Call) -> OfficerKey:
    if not call.args.officer_key:
        raise Invalid("cli_no_officer")
    return open_key(call, Path(call.args.officer_key))


def open_key(call: Call, path: Path) -> OfficerKey:
    """Open a key file, asking for its passphrase when it has one; Missing `key_file_missing`."""
    locked = path.is_file() and _LOCKED in path.read_bytes()
    return load_officer_key(path, _passphrase(call, path) if locked else None)


def passphrase_from_file() -> str | None:
    """The passphrase in the file TANSIQ_PASSPHRASE_FILE names, or None when none is named."""
    named = os.environ.get(PASSPHRASE_FILE)
    if not named:
        return None
    try:
        return Path(named).read_text(encoding="utf-8").rstrip("\n")
    except OSError as problem:
        raise Missing("cli_file_missing", file=named) from problem
    except UnicodeDecodeError as problem:
        raise Invalid("cli_file_text", file=named) from problem


def _passphrase(call: Call, path: Path) -> str:
    given = passphrase_from_file()
    if given is not None:
        return given
    return getpass.getpass(sentence("passphrase", call.language, file=path.name), stream=call.err)


def _described(asked: Asked, call: Call) -> str:
    language = call.language
    others = asked.matter.recipients
    whom = sentence("for_recipients", language, recipients=", ".join(others))
    if asked.matter.origin.split("/")[1] == HOME:
        whom = sentence("only_home", language)
    kind = asked.kind.replace("_", " ")
    code = sentence("code_is", language, code=asked.code)
    return f"  {kind} · {asked.matter.origin} · {whom} · {code}"
