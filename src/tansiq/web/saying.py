"""A record in words, for the dialog that asks for a signature: what it holds, letter for letter.

Promises: every field of the record is shown, from its wire form and not from a form that was filled
in; a field without a word of ours is shown under its own name. Nothing is shortened.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tansiq.terms.visible import reveal_controls
from tansiq.web import (
    alert_saying,
    case_saying,
    custody_saying,
    intake_saying,
    lesson_saying,
    operating_saying,
)
from tansiq.web.screens import N_

KINDS: Mapping[str, str] = {
    "change_approved": N_("You are signing the approval of a change"),
    "change_proposed": N_("You are signing the proposal of a change"),
    "change_refused": N_("You are signing the refusal of a change"),
    "channel_statement": N_("You are signing the members of a channel"),
    "correction_answered": N_("You are signing an answer to a correction"),
    "desk_agreement_proposed": N_("You are signing the proposal of an agreement"),
    "desk_agreement_signed": N_("You are signing an agreement"),
    "erasure_confirmed": N_("You are signing the confirmation of an erasure"),
    "erasure_ordered": N_("You are signing an order to erase"),
    "erasure_refused": N_("You are signing the refusal of an erasure"),
    "hold_lifted": N_("You are signing the end of a hold"),
    "hold_placed": N_("You are signing a hold"),
    "permission_asked": N_("You are signing a question for permission"),
    "permission_given": N_("You are signing a permission"),
    "permission_refused": N_("You are signing the refusal of a permission"),
    "recall_answered": N_("You are signing an answer to a recall"),
    "report_corrected": N_("You are signing a correction"),
    "report_filed": N_("You are signing a report for your own agency"),
    "report_recalled": N_("You are signing a recall"),
    "report_released": N_("You are signing a release"),
    "request_answered": N_("You are signing an answer to a request"),
    "request_made": N_("You are signing a request"),
    "request_refused": N_("You are signing the refusal of a request"),
    "review_done": N_("You are signing a review"),
    "stop_lifted": N_("You are signing that your stop is lifted"),
    "stop_ordered": N_("You are signing a stop: it holds for all at once"),
}
OTHERWISE = N_("You are signing a record")

FIELDS: Mapping[str, str] = {
    "agency": N_("Agency"),
    "answers": N_("Answers"),
    "asker": N_("Asked by"),
    "attachments": N_("Attachments"),
    "blob": N_("Stored as"),
    "category": N_("Category"),
    "change": N_("Change"),
    "changed": N_("Changed"),
    "channel": N_("Channel"),
    "class_id": N_("Retention class"),
    "classes": N_("Retention classes"),
    "code": N_("Code"),
    "conditions": N_("Conditions"),
    "content": N_("Content"),
    "correction": N_("Correction"),
    "court": N_("Use in court"),
    "description": N_("Description"),
    "direction": N_("Direction"),
    "due": N_("Answer due"),
    "expiry": N_("Expires"),
    "explanation": N_("Explanation"),
    "file": N_("File"),
    "formalities": N_("Formalities"),
    "grade": N_("Grade"),
    "ground": N_("Ground"),
    "handling": N_("Handling"),
    "hold": N_("Hold"),
    "hours": N_("Hours"),
    "identifiers": N_("Identifiers"),
    "key": N_("Key"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "legal_basis": N_("Legal basis"),
    "measure": N_("Measure"),
    "media_type": N_("Type of file"),
    "mentions": N_("Mentioned"),
    "name": N_("Name"),
    "names": N_("Names"),
    "nature": N_("Fact or assessment"),
    "next_review": N_("Next review"),
    "occurred": N_("When it happened"),
    "nonce": N_("Random bytes"),
    "officer": N_("Officer"),
    "order": N_("Order"),
    "origin": N_("Origin"),
    "originator": N_("Originator"),
    "outcome": N_("Outcome"),
    "permission": N_("Permission"),
    "plan": N_("Plan"),
    "prev": N_("Digest of the list before"),
    "properties": N_("Properties"),
    "proposal": N_("Proposal"),
    "purpose": N_("Purpose"),
    "question": N_("Question"),
    "reason": N_("Reason"),
    "recipients": N_("Recipients"),
    "reference": N_("Reference"),
    "release": N_("Release"),
    "releases": N_("Releases"),
    "report": N_("Report"),
    "request": N_("Request"),
    "requester": N_("Asked by"),
    "role": N_("Role"),
    "schema": N_("Kind of thing"),
    "seized": N_("Seized material"),
    "seizure_ground": N_("Instrument of the seizure"),
    "sha256": N_("Digest"),
    "size": N_("Size"),
    "source": N_("Source"),
    "stop": N_("Stop"),
    "text": N_("Text"),
    "time": N_("Time"),
    "title": N_("Title"),
    "tlp": N_("TLP"),
    "to": N_("Asked of"),
    "transfer_grounds": N_("Transfer grounds"),
    "type": N_("Type"),
    "until": N_("Until"),
    "urgency": N_("Urgency"),
    "values": N_("Values"),
    "worded_by": N_("Worded by"),
    "wording": N_("Wording"),
}
MEASURES: Mapping[str, str] = {
    "erase": N_("erase it"),
    "restrict": N_("keep it, and use it no more"),
    "rectify": N_("rectify it"),
}
NOTICE_REFUSALS: Mapping[str, str] = {
    "used_in_proceedings": N_("used in proceedings"),
    "legal_duty_to_keep": N_("the law says to keep it"),
    "threat_to_life": N_("threat to a life"),
    "not_held": N_("not held"),
    "other": N_("another reason"),
}
# What is most often told of an entity, as FollowTheMoney names it, with our words for it.
PROPERTIES: Mapping[str, str] = {
    "address": N_("address"),
    "birthDate": N_("date of birth"),
    "birthPlace": N_("place of birth"),
    "country": N_("country"),
    "date": N_("date"),
    "email": N_("electronic mail"),
    "gender": N_("sex"),
    "idNumber": N_("number of an identity document"),
    "imoNumber": N_("IMO number of a vessel"),
    "nationality": N_("nationality"),
    "notes": N_("remarks"),
    "passportNumber": N_("number of a passport"),
    "phone": N_("telephone"),
    "position": N_("post held"),
    "registrationNumber": N_("registration number or plate"),
    "type": N_("type"),
}
_PROSE = frozenset(
    {
        "text",
        "title",
        "question",
        "explanation",
        "conditions",
        "purpose",
        "reason",
        "description",
        "ground",
        "legal_basis",
        "names",
        "name",
        "values",
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its path of names, its value, and whether a person wrote it."""

    path: tuple[str, ...]
    value: str
    prose: bool

    def label(self, translate: Mapping[str, str]) -> str:
        """The words of the path, in the language of `translate`.

        A word for a name below another (`parties.state`) goes before the one for the name alone.
        """
        return " · ".join(
            one
            if one.isdecimal()
            else translate.get(_below(self.path[:at]), translate.get(one, one))
            for at, one in enumerate(self.path, start=1)
        )


def _below(path: tuple[str, ...]) -> str:
    """The last name of a path after the one above it; numbers of a list do not count."""
    return ".".join([one for one in path if not one.isdecimal()][-2:])


def _prose(path: tuple[str, ...]) -> bool:
    parts = (
        case_saying,
        operating_saying,
        custody_saying,
        lesson_saying,
        alert_saying,
        intake_saying,
    )
    prose = _PROSE.union(*(one.PROSE for one in parts))
    return not {path[-1], _below(path)}.isdisjoint(prose)


def wire_lines(wire: Mapping[str, object]) -> tuple[Line, ...]:
    """Every field of a wire form that holds something, in the order of its kind."""
    return tuple(_lines((), wire))


def _lines(path: tuple[str, ...], value: object) -> Iterator[Line]:
    match value:
        case Mapping():
            for name, inner in value.items():
                yield from _lines((*path, str(name)), inner)
        case str():
            if value:
                yield Line(path, reveal_controls(value), _prose(path))
        case list() | tuple():
            yield from _listed(path, value)
        case None:
            return
        case _:
            yield Line(path, str(value).lower(), prose=False)


def _listed(path: tuple[str, ...], values: Sequence[object]) -> Iterator[Line]:
    if values and all(isinstance(one, str) for one in values):
        yield Line(path, ", ".join(map(str, values)), prose=False)
        return
    for number, inner in enumerate(values, start=1):
        yield from _lines((*path, str(number)), inner)
