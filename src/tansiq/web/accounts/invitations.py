"""Invitations: one link, one officer, one use, a few hours.

Promises: made only for an officer whom the records of `home` name, by that officer's own key, which
two people have put on record (decision 14), or by the administrator, and then `confirming` holds
the passkey back; the link itself is kept nowhere, its digest is; used up by the registration that
succeeds, not by opening it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from tansiq.node.compose import Node
from tansiq.node.reading import Reader, officer_of
from tansiq.officers.queries import present
from tansiq.terms.errors import Refused
from tansiq.web.accounts.keeping import reached
from tansiq.web.accounts.models import Account, Invitation, Passkey
from tansiq.web.accounts.passkeys import Place, register

HOURS = 24


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation just made; `path` goes behind the address of the pages."""

    officer: str
    path: str
    expires: datetime


@reached
def invite(node: Node, reader: Reader) -> Invited:
    """A link for the officer whose key was opened; Missing `officer_unknown` or `key_unknown`."""
    with node.store.reading() as tx:
        officer = officer_of(node, tx, reader).officer
    token = secrets.token_urlsafe(32)
    expires = timezone.now() + timedelta(hours=HOURS)
    Invitation.objects.filter(officer=officer, used=None).delete()
    Invitation.objects.create(digest=digest_of(token), officer=officer, expires=expires)
    return Invited(officer, f"/invitation/{token}", expires)


@reached
def find(node: Node, token: str) -> Invitation:
    """The invitation behind a link; Refused `invitation_void` when used, over or never made."""
    found: Invitation | None = Invitation.objects.filter(digest=digest_of(token), used=None).first()
    if found is None or found.expires < timezone.now():
        raise Refused("invitation_void")
    with node.store.reading() as tx:
        present(tx, found.officer)
    return found


@reached
def accept(node: Node, place: Place, token: str, answer: tuple[bytes, dict[str, str]]) -> Passkey:
    """Use it up for this passkey; `answer` = (nonce, what the browser said).

    Refused `invitation_void` for a second use; a registration that fails leaves it whole.
    """
    invitation, now = find(node, token), timezone.now()
    with transaction.atomic():
        fresh = Invitation.objects.filter(pk=invitation.pk, used=None, expires__gte=now)
        if not fresh.update(used=now):
            raise Refused("invitation_void")
        account, _ = Account.objects.get_or_create(
            officer=invitation.officer, defaults={"created": now}
        )
        made = register(account, place, *answer)
        if invitation.inviter:
            Passkey.objects.filter(pk=made.pk).update(inviter=invitation.inviter)
            made.inviter = invitation.inviter
        return made


def digest_of(token: str) -> str:
    """What is kept of a link."""
    return sha256(token.encode()).hexdigest()
