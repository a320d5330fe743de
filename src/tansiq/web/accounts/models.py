"""The tables of the accounts.

Promises: no name, no address, no password; an invitation is kept as a digest only.
"""

from typing import ClassVar

from django.db import models

SIGN_IN = "sign_in"
ACT = "act"


class Account(models.Model):
    """One officer's way in, by pseudonym."""

    officer = models.CharField(max_length=32, unique=True)
    created = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)


class Passkey(models.Model):
    """A credential: to sign in, or to sign acts, never both. `key` is the id of an act key.

    `inviter` is who made the invitation it came by, empty for the officer's own key.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    credential = models.CharField(max_length=1400, unique=True)
    cose = models.BinaryField()
    use = models.CharField(max_length=8)
    key = models.CharField(max_length=16, unique=True)
    label = models.CharField(max_length=60)
    created = models.DateTimeField()
    used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)
    inviter = models.CharField(max_length=32, default="")


class Invitation(models.Model):
    """A link that lets one officer register a passkey to sign in, once."""

    digest = models.CharField(max_length=64, unique=True)
    officer = models.CharField(max_length=32)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)
    inviter = models.CharField(max_length=32, default="")


class Confirmation(models.Model):
    """An officer who decides says that a passkey to sign in is held by whom it names."""

    passkey = models.ForeignKey(Passkey, on_delete=models.CASCADE, related_name="confirmations")
    officer = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        """One word from each officer."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["passkey", "officer"], name="confirmed_once")
        ]


class CaseVisit(models.Model):
    """How far an officer has seen a case: places in logs, nothing of what lies there.

    `since` is what the present visit counts from (null at the first), `shown` what was shown last.
    Never an entry, never sent to anybody; goes with the account and with the assignment.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="visits")
    channel = models.CharField(max_length=80)
    since = models.JSONField(null=True)
    shown = models.JSONField()
    last = models.DateTimeField()

    class Meta:
        """One for each officer and case."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "channel"], name="visited_once")
        ]


class Attempt(models.Model):
    """A failed try, by whom (a digest of the address, or an account), for counting."""

    who = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        """Counted by who and when."""

        indexes: ClassVar = [models.Index(fields=["who", "at"], name="attempt_who")]


class Underway(models.Model):
    """The one act an officer was asked to sign last: its name, and the door of who holds it."""

    officer = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=32)
    door = models.CharField(max_length=108)
