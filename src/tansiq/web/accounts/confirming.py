"""Invitations by the administrator, or for a further device, and the two officers who confirm.

Promises: whoever only runs the machine lets nobody in, themselves included: a passkey registered by
their invitation opens nothing before two officers who decide here have each confirmed its number,
and its holder is neither of them. Every invitation stays on the list with who made it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.officers.queries import present
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing, Refused
from tansiq.web.accounts.invitations import HOURS, Invited, digest_of
from tansiq.web.accounts.keeping import reached
from tansiq.web.accounts.models import SIGN_IN, Confirmation, Invitation, Passkey

NEEDED = 2


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A passkey that waits: whose it says it is, its number, and who has confirmed it."""

    officer: str
    key: str
    created: datetime
    inviter: str
    confirmed: tuple[str, ...]

    @property
    def lacks(self) -> int:
        """How many officers are still to confirm it."""
        return max(NEEDED - len(self.confirmed), 0)


@reached
def invite(node: Node, reader: Reader, officer: str) -> Invited:
    """A link for an officer of ours; what comes of it waits for two confirmations."""

    def query(tx: Tx, _who: Officer) -> tuple[str, Sequence[str]]:
        return present(tx, officer).officer, [officer]

    whom = read(node, reader, Look(action=Action.INVITE_OFFICER), query)
    return _made(whom, reader.officer)


@reached
def invite_oneself(node: Node, reader: Reader) -> Invited:
    """A link for a further device of whoever asks; it waits for the word of two others as well.

    Who holds a session for a moment makes no lasting way in of it.
    """
    with node.store.reading() as tx:
        return _made(present(tx, reader.officer).officer, reader.officer)


def _made(whom: str, inviter: str) -> Invited:
    token, expires = secrets.token_urlsafe(32), timezone.now() + timedelta(hours=HOURS)
    # Others' invitations stay good: nobody shuts anybody out.
    Invitation.objects.filter(officer=whom, used=None, inviter=inviter).delete()
    Invitation.objects.create(
        digest=digest_of(token), officer=whom, expires=expires, inviter=inviter
    )
    return Invited(whom, f"/invitation/{token}", expires)


@reached
def confirm(node: Node, reader: Reader, key: str) -> int:
    """Say that a passkey is held by the officer it names; how many words it still lacks.

    Refused `vouch_for_oneself`; Missing `passkey_unknown` for one that does not wait.
    """
    found = _waiting().filter(key=key).first()
    if found is None:
        raise Missing("passkey_unknown")
    whose = found.account.officer
    if reader.officer in {whose, found.inviter}:
        raise Refused("vouch_for_oneself")

    def query(_tx: Tx, _who: Officer) -> tuple[None, Sequence[str]]:
        return None, [whose, key]

    read(node, reader, Look(action=Action.CONFIRM_PASSKEY), query)
    with transaction.atomic():
        Confirmation.objects.get_or_create(
            passkey=found, officer=reader.officer, defaults={"at": timezone.now()}
        )
    return max(NEEDED - int(found.confirmations.count()), 0)


@reached
def check_opens(passkey: Passkey) -> None:
    """Return when a passkey may sign in; Refused `passkey_unvouched` while it waits."""
    if passkey.inviter and passkey.confirmations.count() < NEEDED:
        raise Refused("passkey_unvouched", key=passkey.key)


@reached
def waiting() -> tuple[Unconfirmed, ...]:
    """Passkeys that wait for confirmations, oldest first."""
    found = [
        Unconfirmed(
            officer=one.account.officer,
            key=one.key,
            created=one.created,
            inviter=one.inviter,
            confirmed=tuple(word.officer for word in one.confirmations.order_by("at")),
        )
        for one in _waiting().select_related("account").order_by("created")
    ]
    return tuple(one for one in found if one.lacks)


@reached
def invitations() -> list[Invitation]:
    """The newest invitations that an administrator made."""
    return list(Invitation.objects.exclude(inviter="").order_by("-expires")[:20])


@reached
def accounts() -> dict[str, int]:
    """How many passkeys each officer signs in with."""
    live = Passkey.objects.filter(use=SIGN_IN, revoked=None).select_related("account")
    found: dict[str, int] = {}
    for one in live.prefetch_related("confirmations"):
        if not one.inviter or len(one.confirmations.all()) >= NEEDED:
            found[one.account.officer] = found.get(one.account.officer, 0) + 1
    return found


def _waiting() -> Any:
    return Passkey.objects.filter(use=SIGN_IN, revoked=None).exclude(inviter="")
