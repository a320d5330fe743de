"""Registering passkeys and signing in with them.

Promises: a challenge is ours, used once, and dies after five minutes; a passkey signs in or signs
acts, never both; a revoked passkey does neither, and ends its sessions. Verification itself is
`ledger.passkey`, the same that judges acts.
"""

import json
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from tansiq.ledger import base64, passkey
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.web.accounts.keeping import reached
from tansiq.web.accounts.models import ACT, SIGN_IN, Account, Passkey

MINUTES = 5
LIMIT = 16_384
_HELD = "nonce"
_FIELDS = ("credential", "client_data", "authenticator_data", "signature", "attestation")


@dataclass(frozen=True, slots=True)
class Place:
    """Where passkeys of this node belong: the host name and the origins of its pages."""

    rp_id: str
    origins: tuple[str, ...]


def new_nonce(request: HttpRequest, purpose: str) -> str:
    """A fresh nonce for the browser, remembered in the session for one use."""
    nonce = base64.to_text(secrets.token_bytes(32))
    request.session[_HELD] = [purpose, nonce, int(time.time()) + MINUTES * 60]
    return nonce


def take_nonce(request: HttpRequest, purpose: str) -> bytes:
    """The nonce of this purpose, once; Refused `challenge_over`."""
    held = request.session.pop(_HELD, None)
    if held is None or held[0] != purpose or held[2] < time.time():
        raise Refused("challenge_over")
    return base64.from_text(held[1])


def read_answer(request: HttpRequest) -> dict[str, str]:
    """What the browser sent: texts by name, nothing else; Invalid `passkey_answer`."""
    if len(request.body) > LIMIT:
        raise Invalid("passkey_answer")
    try:
        said = json.loads(request.body)
    except ValueError as problem:
        raise Invalid("passkey_answer") from problem
    if not isinstance(said, dict):
        raise Invalid("passkey_answer")
    return texts(said)


def texts(said: Mapping[object, object]) -> dict[str, str]:
    """The fields of an answer that are texts."""
    return {str(name): text for name, text in said.items() if isinstance(text, str)}


def gesture(said: Mapping[str, str]) -> tuple[passkey.Assertion, str]:
    """The assertion in an answer and its signature; Invalid `passkey_answer`."""
    if not all(said.get(name) for name in _FIELDS[:4]):
        raise Invalid("passkey_answer")
    assertion = passkey.Assertion(
        authenticator_data=said["authenticator_data"],
        client_data=said["client_data"],
        credential=said["credential"],
    )
    return assertion, said["signature"]


@reached
def register(account: Account, place: Place, nonce: bytes, said: Mapping[str, str]) -> Passkey:
    """Keep a new passkey; Conflict `passkey_known` when it is held already."""
    if not (said.get("client_data") and said.get("attestation")):
        raise Invalid("passkey_answer")
    use = ACT if said.get("use") == ACT else SIGN_IN
    made = passkey.register(
        base64.from_text(said["client_data"]),
        base64.from_text(said["attestation"]),
        passkey.challenge(passkey.REGISTER, nonce),
        (place.rp_id, place.origins),
    )
    try:
        with transaction.atomic():
            kept: Passkey = Passkey.objects.create(
                account=account,
                credential=base64.to_text(made.credential),
                cose=made.cose,
                use=use,
                key=passkey.key_id(made.cose),
                label=said.get("label", "").strip()[:60],
                created=timezone.now(),
            )
    except IntegrityError as problem:
        raise Conflict("passkey_known") from problem
    return kept


@reached
def owner(said: Mapping[str, str]) -> Passkey:
    """The passkey to sign in that an answer names; Missing `passkey_unknown`.

    One that signs acts is unknown here: it never signs anybody in.
    """
    found: Passkey | None = (
        Passkey.objects.select_related("account")
        .filter(credential=said.get("credential", ""), use=SIGN_IN, revoked=None)
        .first()
    )
    if found is None:
        raise Missing("passkey_unknown")
    return found


@reached
def sign_in(held: Passkey, place: Place, nonce: bytes, said: Mapping[str, str]) -> None:
    """Check the assertion; Damaged `passkey_check` when it does not hold."""
    assertion, signature = gesture(said)
    public = passkey.Passkey(bytes(held.cose), place.rp_id, place.origins)
    passkey.verify(public, assertion, base64.from_text(signature), _challenge(nonce))
    Passkey.objects.filter(pk=held.pk).update(used=timezone.now())


def _challenge(nonce: bytes) -> bytes:
    return passkey.challenge(passkey.SIGN_IN, nonce)


@reached
def held_by(account: Account) -> list[Passkey]:
    """All passkeys of an account, the newest first."""
    return list(account.passkeys.order_by("revoked", "-created"))


@reached
def to_sign_in(account: Account) -> list[str]:
    """The credentials that sign this account in now, the newest first."""
    live = account.passkeys.filter(use=SIGN_IN, revoked=None).order_by("-created")
    return [str(one.credential) for one in live]


@reached
def for_acts(account: Account, on_record: Iterable[str], chosen: str) -> Passkey:
    """The passkey to sign an act with: the chosen one, else the newest.

    Refused `act_passkey_missing` when none of those on record was registered in these pages.
    """
    live = account.passkeys.filter(use=ACT, revoked=None, key__in=list(on_record))
    found: Passkey | None = live.filter(key=chosen).first() or live.order_by("-created").first()
    if found is None:
        raise Refused("act_passkey_missing")
    return found


@reached
def offered(officer: str, key: str) -> Passkey:
    """An officer's act passkey by its number; Missing `passkey_unknown`."""
    found: Passkey | None = Passkey.objects.filter(
        account__officer=officer, key=key, use=ACT, revoked=None
    ).first()
    if found is None:
        raise Missing("passkey_unknown")
    return found


@reached
def revoke(account: Account, key: str) -> None:
    """Let a passkey of this account open nothing any more; Refused `passkey_last`."""
    with transaction.atomic():
        live = account.passkeys.select_for_update().filter(revoked=None)
        found = live.filter(key=key).first()
        if found is None:
            raise Missing("passkey_unknown")
        if found.use == SIGN_IN and live.filter(use=SIGN_IN).count() == 1:
            raise Refused("passkey_last")
        Passkey.objects.filter(pk=found.pk).update(revoked=timezone.now())
