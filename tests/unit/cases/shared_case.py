"""One case at two agencies, each with its own tables; what a partner's changed node could write."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.unit.cases.sample import CASE, CLAIM, H0, TERMS
from tests.unit.world import KEPT, Agency

from tansiq.cases import queries
from tansiq.cases.agreeing import terms_digest
from tansiq.cases.seen import EntityFile
from tansiq.record.base import Record
from tansiq.record.cases import CaseAgreementProposed, CaseAgreementSigned, DocumentFiled
from tansiq.record.claims import Claim, ClaimsMade, EntityOpened
from tansiq.record.plan import Planned
from tansiq.store.projection import Opened
from tansiq.terms.ids import ChannelId, entry_id, new_record_id


@dataclass
class Shared:
    """Rabat, and a Madrid whose node writes whatever it likes; both read all."""

    rabat: Agency
    madrid: Agency
    document: str = field(default_factory=new_record_id)
    person: str = field(default_factory=new_record_id)
    claim: str = ""

    def start(self) -> "Shared":
        """An agreement of both, a judgment, a suspect with a name and a date of birth."""
        agreement = new_record_id()
        digest = terms_digest(TERMS)
        signed = CaseAgreementSigned(agreement=agreement, proposer="rabat", digest=digest)
        assert self.says(self.rabat, CaseAgreementProposed(agreement=agreement, terms=TERMS)) == []
        assert self.says(self.rabat, signed) == self.says(self.madrid, signed) == []
        opened = EntityOpened(entity=self.person, schema="Person", category="suspect")
        assert self.says(self.rabat, judgment(self.document), opened) == []
        made = self.claims(CLAIM, name("Younes El Mithali"))
        assert self.says(self.rabat, made) == []
        self.claim = self.last_claim(self.rabat)
        return self

    def claims(self, *claims: Claim, **changes: Any) -> ClaimsMade:
        """Claims about the suspect, from the judgment."""
        fields: dict[str, Any] = {
            "entity": self.person,
            "schema": "Person",
            "document": self.document,
            "handling": H0,
            "claims": claims,
        }
        return ClaimsMade(**(fields | changes))

    def says(self, who: Agency, *payloads: Record, channel: ChannelId = CASE) -> list[str]:
        """Write without any check; the codes with which either node set entries aside."""
        codes = [
            one.try_take(entries)
            for entries in [made(who, payloads, channel)]
            for one in (self.rabat, self.madrid)
        ]
        assert codes[0] == codes[1]
        return codes[0]

    def last_claim(self, who: Agency, number: int = 0) -> str:
        """The id of a claim in the last entry an agency wrote."""
        return f"{entry_id(who.written[-1].leaf)}:{number}"

    def file(self, at: Agency, entity: str = "") -> EntityFile:
        """The file of an entity as one node shows it."""
        with at.store.reading() as tx:
            found = queries.entity_file(tx, CASE, entity or self.person)
        assert found is not None
        return found

    def same(self) -> EntityFile:
        """The suspect's file, which both nodes show alike."""
        here, there = self.file(self.rabat), self.file(self.madrid)
        assert here.digest == there.digest
        return here


def made(who: Agency, payloads: Sequence[Record], channel: ChannelId) -> list[Opened]:
    """Entries of an agency that no node has looked at."""
    forger = Agency(who.name, who.store, now=who.now, sizes=who.sizes, written=who.written)
    forger.take = lambda _entries: None  # type: ignore[method-assign]
    return forger.write(Planned(channel=channel, payload=one, retention=KEPT) for one in payloads)


def name(value: str) -> Claim:
    """A claim of a name."""
    return Claim(property="name", value=value, grade="europol_4x4:B2", nature="fact")


def judgment(document: str, source: str = "judgment", **changes: Any) -> DocumentFiled:
    """A source of the case."""
    fields: dict[str, Any] = {
        "document": document,
        "source": source,
        "title": "Judgment 12",
        "language": "es",
        "reference": "12/26",
        "authority": "Court of Palm City",
        "dated": "2026-10-01",
        "handling": H0,
    }
    return DocumentFiled(**(fields | changes))
