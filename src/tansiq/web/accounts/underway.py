"""Which process of the pages holds the act that an officer was asked to sign.

Promises: the database keeps a pseudonym, a random name and the door of a process, nothing of the
act itself: what is to be signed is not sealed yet, and never leaves the memory of who holds it. An
officer has one act under way, whichever process answers; the newer one ends the older.
"""

from tansiq.terms.errors import Missing
from tansiq.web.accounts.keeping import reached
from tansiq.web.accounts.models import Underway


@reached
def begun(officer: str, name: str, door: str) -> None:
    """Note that the process behind this door holds the act."""
    Underway.objects.update_or_create(officer=officer, defaults={"name": name, "door": door})


@reached
def door_of(officer: str, name: str) -> str:
    """Whose it is to answer; Missing `signature_unknown` for anybody else's act, or an older."""
    found = Underway.objects.filter(officer=officer, name=name).first()
    if found is None:
        raise Missing("signature_unknown")
    return str(found.door)


@reached
def over(officer: str, name: str) -> None:
    """Forget an act that was signed or declined."""
    Underway.objects.filter(officer=officer, name=name).delete()
