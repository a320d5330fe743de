"""The words of private matching: what is signed, its fields and codes, types of identifiers.

Promises: every kind of a match has its name in a list, every one that is signed its title, every
field its word, every type and verdict its words; a type of a newer release is shown by its name.
"""

from collections.abc import Mapping

from tansiq.terms.digits import digest_code
from tansiq.terms.errors import Invalid
from tansiq.terms.languages import Language
from tansiq.web.screens import N_
from tansiq.web.speech import catalogue

KINDS: Mapping[str, str] = {
    "identifiers_changed": N_("You are signing a change of a list of identifiers"),
    "identifiers_listed": N_("You are signing a list of identifiers kept at home"),
    "identifiers_withdrawn": N_("You are signing the withdrawal of a list of identifiers"),
    "match_accepted": N_("You are signing that your agency takes part in a match"),
    "match_approved": N_("You are signing an approval in a match"),
    "match_ended": N_("You are signing the end of a match"),
    "match_epoch_opened": N_("You are signing the next key for matches with a partner"),
    "match_judged": N_("You are signing a verdict on a hit"),
    "match_proposed": N_("You are signing the proposal of a match"),
    "match_quota_set": N_("You are signing a quota of a partner"),
}
ENTRIES: Mapping[str, str] = {
    "identifiers_changed": N_("a list of identifiers changed"),
    "identifiers_listed": N_("a list of identifiers kept"),
    "identifiers_withdrawn": N_("a list of identifiers withdrawn"),
    "match_accepted": N_("a match accepted"),
    "match_answered": N_("points of a match answered"),
    "match_approved": N_("a step of a match approved"),
    "match_asked": N_("points of a match asked"),
    "match_claimed": N_("matched places opened by the asker"),
    "match_counted": N_("matches counted"),
    "match_ended": N_("a match ended"),
    "match_epoch_opened": N_("a key epoch for matches opened"),
    "match_judged": N_("a verdict on a hit"),
    "match_names_told": N_("names behind matched places told"),
    "match_prepared": N_("the lists behind a match noted"),
    "match_proposed": N_("a match proposed"),
    "match_quota_set": N_("a quota of a partner set"),
    "match_rekeyed": N_("a standing match under its next key"),
    "match_revealed": N_("matched places opened by the answerer"),
    "match_round_answered": N_("a round of a standing match answered"),
    "match_round_asked": N_("a round of a standing match asked"),
    "match_round_found": N_("hits of a round told"),
    "match_round_prepared": N_("what stands behind a round noted"),
}
FIELDS: Mapping[str, str] = {
    "added": N_("Added"),
    "added_rows": N_("Files of what was added"),
    "after": N_("After the round"),
    "asked": N_("Digest of the request"),
    "at": N_("Where they met"),
    "canary": N_("Canaries"),
    "case": N_("Case"),
    "claims": N_("Claimed places"),
    "count": N_("Count"),
    "daily": N_("Points a day"),
    "digest": N_("Digest of what is approved"),
    "ended": N_("Hits that ended"),
    "epoch": N_("Key epoch"),
    "index": N_("Place in the request"),
    "key": N_("Public key of the epoch"),
    "list": N_("List"),
    "lists": N_("Lists"),
    "match": N_("Match"),
    "matches": N_("Matches counted"),
    "mode": N_("Once or standing"),
    "names": N_("Names with a second factor"),
    "number": N_("Number of the change"),
    "norm": N_("Version of the normal form"),
    "pairs": N_("Opened places"),
    "partner": N_("Partner"),
    "place": N_("Place of the hit in the answer"),
    "point": N_("Point"),
    "proofs": N_("Proofs"),
    "quota_left": N_("Points left of today's quota"),
    "removed": N_("Removed"),
    "removed_rows": N_("Files of what was removed"),
    "root": N_("Commitment"),
    "round": N_("Round"),
    "rows": N_("Files of the step"),
    "rows.key": N_("Key of the file"),
    "samples": N_("Digest of the public samples"),
    "scope": N_("Scope"),
    "size": N_("Identifiers, rounded up"),
    "rows.size": N_("Size"),
    "step": N_("Step"),
    "tags": N_("Tags"),
    "tags_before": N_("Tags sent before"),
    "tells": N_("The partner is told of hits"),
    "type": N_("Type of identifier"),
    "upto": N_("Changes of the lists by then"),
    "verdict": N_("Verdict"),
    "year": N_("Year of birth"),
}
"""Words that hold in a record of a match, before those of other records."""
TYPES: Mapping[str, str] = {
    "account": N_("account of a service"),
    "crypto": N_("cryptocurrency address"),
    "document": N_("document number"),
    "email": N_("e-mail address"),
    "file": N_("file, by its SHA-256"),
    "iban": N_("bank account (IBAN)"),
    "imei": N_("device (IMEI)"),
    "name": N_("name with a second factor"),
    "phone": N_("telephone number"),
    "plate": N_("vehicle plate"),
}
VERDICTS: Mapping[str, str] = {
    "same": N_("The same"),
    "not_same": N_("Not the same"),
    "cannot_tell": N_("Cannot tell"),
}
CAUTIONS: Mapping[str, str] = {
    "account": N_("whether the account changed hands, or was used by several people"),
    "crypto": N_("who holds the keys of the address"),
    "document": N_("whether the document is genuine, lent or stolen"),
    "email": N_("who reads this mailbox, and since when"),
    "file": N_("how the file came to each side, and who has opened it"),
    "iban": N_("who disposes of the account beside its holder"),
    "imei": N_("whether the number of the device was copied"),
    "phone": N_("whether the number was given to another subscriber meanwhile"),
    "plate": N_("whether the plate was copied or moved to another vehicle"),
}
"""What an equal identifier does not tell, by type."""
_STEPS: Mapping[str, str] = {
    "proposal": N_("the proposal"),
    "reveal": N_("the reveal of the matches"),
}
_EITHER: Mapping[str, str] = {"true": N_("yes"), "false": N_("no")}
_CODES: Mapping[str, Mapping[str, str]] = {
    "canary": _EITHER,
    "mode": {"once": N_("once"), "watch": N_("standing")},
    "names": _EITHER,
    "tells": _EITHER,
    "step": _STEPS,
    "type": TYPES,
    "verdict": VERDICTS,
}


def words(language: Language) -> dict[str, dict[str, str]]:
    """Types, verdicts and cautions in one language, for the pages."""
    told = catalogue(language).gettext
    lists = {"types": TYPES, "verdicts": VERDICTS, "cautions": CAUTIONS}
    return {
        name: {code: str(told(said)) for code, said in listed.items()}
        for name, listed in lists.items()
    }


def code_words(path: tuple[str, ...], value: str, language: Language) -> str:
    """What a code of a match says to people; empty for anything else."""
    if path[-1] == "digest":
        return _digits(value)
    said = _CODES.get(path[-1], {}).get(value, "")
    return str(catalogue(language).gettext(said)) if said else ""


def _digits(value: str) -> str:
    try:
        return digest_code(bytes.fromhex(value))
    except (Invalid, ValueError):
        return ""
