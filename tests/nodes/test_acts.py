"""A partner's record counts only with the act of an officer made known in the channel."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.nodes.two_nodes import Rig, RigNode, Spoken

from tansiq.ledger import base64
from tansiq.ledger.acts import Matter, OfficerKey, create_officer_key, load_officer_key
from tansiq.ledger.acts import sign_with_key_file as signed
from tansiq.officers.judging import Judge
from tansiq.officers.projection import PROJECTION as OFFICERS
from tansiq.record import officers
from tansiq.record.base import Record, Said
from tansiq.record.body import encode_body
from tansiq.record.registry import new_said, record_digest, to_wire
from tansiq.store.appending import Appended, Draft
from tansiq.store.project import prepare
from tansiq.terms.ids import new_officer_id

TEXT = "تحذير"


class Desk:
    """Rabat and Madrid, where Madrid judges what arrives."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.rabat, self.madrid, self.channel = rig.pair()
        judge_on(self.madrid)
        self.class_id, opening = self.rabat.open_class(self.channel)
        self.rabat.append(opening)
        self.officer = load_officer_key(self.rabat.folder / "officer.key")

    def introduce(self, key: OfficerKey | None = None) -> None:
        known = key or self.officer
        told = officers.OfficerKey(
            key=known.key, scheme="key_file", public=base64.to_text(known.public)
        )
        self.write(officers.OfficerIntroduced(officer=known.officer, key=told, roles=("analyst",)))

    def withdraw(self) -> None:
        self.write(officers.OfficerKeyWithdrawn(officer=self.officer.officer, key=self.officer.key))

    def matter(self, said: Said, recipients: Sequence[str] = ("madrid", "rabat")) -> Matter:
        log = self.rabat.log(self.channel)
        return Matter(
            kind=said.kind,
            origin=log.origin,
            generation=log.generation,
            recipients=tuple(recipients),
            record_id=said.record_id,
            record_digest=record_digest(to_wire(said)),
        )

    def said(self, payload: Record | None = None) -> Said:
        made = payload or Spoken(text=TEXT)
        return new_said(made, self.officer.officer, self.rabat.clock.now())

    def write(self, payload: Record) -> Appended:
        return self.put(self.said(payload), ())

    def put(self, said: Said, acts: Sequence[dict[str, object]]) -> Appended:
        draft = Draft(
            channel=self.channel,
            kind=said.kind,
            time=said.time,
            class_id=self.class_id,
            plaintext=encode_body(to_wire(said), acts),
        )
        return self.rabat.append(draft)[0]

    def verdict(self, written: Appended) -> tuple[str, str]:
        """What Madrid made of an entry: ("", "") when it counts."""
        self.rig.sync(self.rabat, self.madrid)
        return self.madrid.states(written.origin).get(written.seq, ("", ""))


def judge_on(node: RigNode) -> None:
    """Let a node of the rig judge acts, as a whole node does."""
    judge = Judge(node.name, lambda tx: node.exchange.scope(tx).members)
    node.sealer.projections = (*node.sealer.projections, replace(OFFICERS, judge=judge))
    prepare(node.store, node.sealer.projections, node.sealer)


@pytest.fixture
def desk(rig: Rig) -> Desk:
    return Desk(rig)


def test_a_signed_record_of_a_known_officer_counts(desk: Desk) -> None:
    desk.introduce()
    said = desk.said()
    written = desk.put(said, [signed(desk.officer, desk.matter(said)).wire()])
    assert desk.verdict(written) == ("", "")
    assert desk.madrid.heard() == [TEXT]


def test_a_record_without_an_act_is_set_aside_and_blocks_nothing(desk: Desk) -> None:
    desk.introduce()
    bare = desk.put(desk.said(), ())
    said = desk.said()
    after = desk.put(said, [signed(desk.officer, desk.matter(said)).wire()])
    assert desk.verdict(bare) == ("quarantined", "act_missing")
    assert desk.verdict(after) == ("", "")
    assert desk.madrid.heard() == [TEXT]


def test_an_officer_the_channel_was_not_told_of_signs_nothing(desk: Desk) -> None:
    said = desk.said()
    written = desk.put(said, [signed(desk.officer, desk.matter(said)).wire()])
    desk.introduce()
    assert desk.verdict(written) == ("quarantined", "act_signature")


def test_a_withdrawn_key_signs_nothing_after_it(desk: Desk) -> None:
    desk.introduce()
    first = desk.said()
    before = desk.put(first, [signed(desk.officer, desk.matter(first)).wire()])
    assert desk.verdict(before) == ("", "")
    desk.withdraw()
    second = desk.said()
    after = desk.put(second, [signed(desk.officer, desk.matter(second)).wire()])
    assert desk.verdict(after) == ("quarantined", "act_signature")


def test_an_act_counts_for_one_record(desk: Desk) -> None:
    """An act copied under a second record is refused."""
    desk.introduce()
    first, second = desk.said(), desk.said()
    act = signed(desk.officer, desk.matter(first)).wire()
    desk.put(first, [act])
    assert desk.verdict(desk.put(second, [act])) == ("quarantined", "act_signature")


def test_a_record_is_said_once(desk: Desk) -> None:
    """The very same signed record, appended again, now or later, is not a second statement."""
    desk.introduce()
    said = desk.said()
    acts = [signed(desk.officer, desk.matter(said)).wire()]
    first, second = desk.put(said, acts), desk.put(said, acts)
    assert desk.verdict(second) == ("quarantined", "record_repeated")
    assert desk.verdict(first) == ("", "")
    assert desk.verdict(desk.put(said, acts)) == ("quarantined", "record_repeated")
    assert desk.madrid.heard() == [TEXT]


@pytest.mark.parametrize("named", [("rabat",), ("madrid",), ("madrid", "rabat", "tunis")])
def test_an_act_signed_for_other_readers_is_refused(desk: Desk, named: tuple[str, ...]) -> None:
    """The officer did not sign for us, or was shown readers who are no members."""
    desk.introduce()
    said = desk.said()
    written = desk.put(said, [signed(desk.officer, desk.matter(said, named)).wire()])
    assert desk.verdict(written) == ("quarantined", "act_elsewhere")


def test_the_author_is_among_those_who_signed(desk: Desk) -> None:
    desk.introduce()
    other = create_officer_key(desk.rabat.folder / "other.key", new_officer_id())
    desk.introduce(other)
    said = desk.said()
    written = desk.put(said, [signed(other, desk.matter(said)).wire()])
    assert desk.verdict(written) == ("quarantined", "act_author")


def test_a_rebuild_does_not_let_in_what_was_set_aside(desk: Desk) -> None:
    desk.introduce()
    bare = desk.put(desk.said(), ())
    assert desk.verdict(bare) == ("quarantined", "act_missing")
    changed = tuple(replace(one, version=99) for one in desk.madrid.sealer.projections)
    prepare(desk.madrid.store, changed, desk.madrid.sealer)
    assert desk.madrid.heard() == []
    assert desk.verdict(bare) == ("quarantined", "act_missing")
