"""What a warning rests on, for the officer who writes it: a report, a release or a claim.

Promises: shown only to who may read it, under its own handling code, and noted; one that may not be
read, or is not there, is the same to who asks. The traces to look for are gathered whole, also from
the source that this officer may not see: what is found is told by place, never by whose it is. It
stays here: nothing of it is in a warning.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.alerts.leaks import Traces
from tansiq.cases import lookup as cases
from tansiq.cases.facts import ClaimFact, DocumentFact
from tansiq.desk import queries as desk
from tansiq.desk.lookup import own_material
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.officers.people import Officer
from tansiq.record.alerts import AlertBasis
from tansiq.store.connect import Tx
from tansiq.terms.errors import Invalid, Missing
from tansiq.terms.ids import channel_id

REPORT, RELEASE, CLAIM = "report", "release", "claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisSeen:
    """A source as its reader sees it; without words where it is not open to them."""

    basis: AlertBasis
    title: str = ""
    text: str = ""
    language: str = ""
    grade: str = ""
    handling: str = ""
    open: bool = False


def named_basis(text: str) -> tuple[str, str, str]:
    """`report:ID`, `release:AGENCY/ID` or `claim:CHANNEL/CLAIM` as (kind, where, id)."""
    kind, _, rest = text.strip().partition(":")
    where, slash, named = rest.partition("/")
    if kind == REPORT and rest and not slash:
        return kind, "", rest
    if kind in {RELEASE, CLAIM} and where and named:
        return kind, where, named
    raise Invalid("alert_basis", value=text[:80])


def bases_of(node: Node, tx: Tx, officer: Officer, texts: Sequence[str]) -> tuple[AlertBasis, ...]:
    """The sources an officer names, each open to them; Missing `alert_basis_unknown`."""
    made = []
    for text in dict.fromkeys(one.strip() for one in texts if one.strip()):
        found = _seen(node, tx, officer, named_basis(text))
        if found is None or not found.open:
            raise Missing("alert_basis_unknown")
        made.append(found.basis)
    return tuple(made)


def seen(node: Node, tx: Tx, officer: Officer, basis: AlertBasis) -> BasisSeen:
    """A source for the page of a warning; a locked line for who may not read it."""
    where = {REPORT: "", RELEASE: basis.agency, CLAIM: basis.file}[basis.kind]
    found = _seen(node, tx, officer, (basis.kind, where, basis.named))
    return BasisSeen(basis=basis) if found is None or not found.open else found


def traces(node: Node, tx: Tx, bases: Sequence[AlertBasis]) -> Traces:
    """All that must not be recognised in a text that rests on these sources."""
    identifiers: list[str] = []
    descriptions: list[str] = []
    for one in bases:
        identifiers += [one.named, *_inner_names(one.file)]
        if one.kind == REPORT:
            _of_report(tx, node.me, one, identifiers, descriptions)
        elif one.kind == CLAIM:
            _of_claim(tx, one, identifiers, descriptions)
    for officer in node.staff(tx).officers.values():
        identifiers += [officer.officer, officer.name]
    kept = dict.fromkeys(one.strip() for one in identifiers if one.strip())
    return Traces(tuple(kept), tuple(one for one in dict.fromkeys(descriptions) if one.strip()))


def _inner_names(file: str) -> list[str]:
    """The name of a case or exercise; what two desks are called is no secret."""
    kind, _, name = file.partition(":")
    return [name] if kind in {"case", "exercise"} else []


def _of_report(
    tx: Tx, me: str, basis: AlertBasis, identifiers: list[str], descriptions: list[str]
) -> None:
    held = own_material(tx, me, basis.named)
    if held is None:
        return
    identifiers.append(held.reference)
    if held.source is not None:
        identifiers += held.source.identifiers
        descriptions.append(held.source.description)
    if held.origin is not None:
        identifiers += [held.origin.release, held.origin.reference]


def _of_claim(tx: Tx, basis: AlertBasis, identifiers: list[str], descriptions: list[str]) -> None:
    for claim in cases.claims_named(tx, basis.file, (basis.named,)):
        identifiers += [claim.entity, claim.document]
        for document in _documents(tx, basis.file, claim):
            record = document.record
            identifiers += [record.reference, record.release, record.ask]
            descriptions += [record.title, record.authority, record.summary]


def _documents(tx: Tx, channel: str, claim: ClaimFact) -> list[DocumentFact]:
    found = cases.documents(tx, channel, (claim.document,))
    return [one for one in found if one.document == claim.document]


def _seen(node: Node, tx: Tx, officer: Officer, named: tuple[str, str, str]) -> BasisSeen | None:
    kind, where, identifier = named
    if kind == REPORT:
        return _report(node, tx, officer, identifier)
    if kind == RELEASE:
        return _release(node, tx, officer, where, identifier)
    return _claim(node, tx, officer, where, identifier)


def _report(node: Node, tx: Tx, officer: Officer, named: str) -> BasisSeen | None:
    found = desk.report(tx, node.me, named)
    if found is None:
        return None
    code = found.handling.code
    return BasisSeen(
        basis=AlertBasis(kind=REPORT, file=found.file, agency=node.me, named=named),
        title=found.content.title,
        text=found.content.text,
        language=found.content.language,
        grade=found.content.grade,
        handling=code,
        open=node.may(officer, Action.READ_REPORT, found.file, handling=code),
    )


def _release(node: Node, tx: Tx, officer: Officer, agency: str, named: str) -> BasisSeen | None:
    found = desk.release(tx, agency, named)
    if found is None or found.recalled:
        return None
    code = found.handling.code
    return BasisSeen(
        basis=AlertBasis(kind=RELEASE, file=found.channel, agency=agency, named=named),
        title=found.content.title,
        text=found.content.text,
        language=found.content.language,
        grade=found.content.grade,
        handling=code,
        open=node.may(officer, Action.READ_REPORT, found.channel, handling=code),
    )


def _claim(node: Node, tx: Tx, officer: Officer, where: str, named: str) -> BasisSeen | None:
    channel = channel_id(where)
    found = cases.claims_named(tx, channel, (named,))
    if not found:
        return None
    claim = found[0]
    by = claim.officer if claim.agency == node.me else ""
    code = claim.handling.code
    return BasisSeen(
        basis=AlertBasis(kind=CLAIM, file=channel, agency=claim.agency, named=named),
        title=claim.claim.property,
        text=claim.claim.value,
        language=claim.claim.language,
        grade=claim.claim.grade,
        handling=code,
        open=node.may(officer, Action.READ_CLAIM, channel, handling=code, by=by),
    )
