"""An operation when things go hard: shut stops, an erasure in the cut, photographs, a killed node.

REQUIREMENTS 6.1: whatever is doubtful is never go, and the same cut gives the same decision.
"""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.nodes.custodial import JPEG, Custodial, Phone
from tests.nodes.operated import HERE, Acting, Operated, operated
from tests.nodes.operated_foul import decision, facts, outcomes, recomputed, write_shut

from tansiq.node.compose import Node
from tansiq.operations.decision import decide
from tansiq.record.exchange import StopLifted, StopOrdered
from tansiq.record.operations import GoVoted
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import new_record_id
from tansiq.terms.operating import DecisionReason, Outcome

pytestmark = pytest.mark.slow

VOTE = """
import os, signal, sys
from pathlib import Path
from tests.nodes.matching import Hand
from tansiq.ledger.acts import load_officer_key
from tansiq.node import operations
from tansiq.node.compose import Node
from tansiq.node.operations import Where
from tansiq.terms.ids import ChannelId
from tansiq.terms.operating import VoteChoice

place, key, channel, operation, digest, when = sys.argv[1:]

class Falling(Hand):
    def sign(self, asked):
        signed = super().sign(asked)
        if when == "signed":
            os.kill(os.getpid(), signal.SIGKILL)
        return signed

with Node.open(Path(place)) as node:
    hand = Falling(load_officer_key(Path(key)))
    where = Where(ChannelId(channel), operation)
    operations.vote(node, hand, where, digest, VoteChoice.GO)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Operated]:
    with operated(tmp_path) as made:
        made.begin()
        yield made


def sizes(acting: Acting) -> dict[str, int]:
    """How much lies in each log of the channel."""
    return dict(facts(acting).cut)


def states(acting: Acting, kind: str) -> list[tuple[str, str]]:
    """In what state the entries of a kind are at this node."""
    with Node.open(acting.lone.node) as node, node.store.reading() as tx:
        rows = tx.rows(
            "SELECT s.state, s.reason FROM ledger.entry_state s"
            " JOIN ledger.entry e USING (log_id, seq) WHERE e.kind = %s",
            (kind,),
        )
    return [(row["state"], row["reason"]) for row in rows]


def test_a_stop_that_cannot_be_opened_stops_and_no_shut_lifting_ends_it(day: Operated) -> None:
    """6.1: its key never came; it counts by its open header, with its reason, and is never go."""
    for side in (day.rabat, day.madrid):
        side.vote()
    day.carry()
    day.carry()
    assert outcomes(day) == (Outcome.GO, Outcome.GO)
    stop, operation = new_record_id(), day.madrid.where.operation
    write_shut(day.madrid, StopOrdered(stop=stop, plan=operation, ground="danger"))
    day.carry()
    assert states(day.rabat, "stop_ordered") == [("unopenable", "class_key_missing")]
    board = day.rabat.board()
    assert (board.decision.outcome, board.decision.reason) == (
        Outcome.STOPPED,
        DecisionReason.STOP_ORDERED,
    )
    assert [(one.agency, one.ground) for one in board.stops] == [("madrid", "danger")]
    write_shut(day.madrid, StopLifted(stop=stop))
    day.carry()
    assert decision(day.rabat).outcome is Outcome.STOPPED
    assert {one.outcome for one in facts(day.rabat).shown if one.agency == "rabat"} <= {
        "waiting", "go", "stopped",
    }  # fmt: skip


def test_a_word_that_cannot_be_opened_leaves_no_decision_and_never_a_go(day: Operated) -> None:
    """6.1: a vote whose key never came may be a no: it is waited for, whoever else has voted."""
    digest = decision(day.madrid).digest
    vote = GoVoted(operation=day.madrid.where.operation, plan=digest, choice="no_go")
    write_shut(day.madrid, vote)
    day.carry()
    day.rabat.vote()
    day.madrid.vote()
    day.carry()
    found = decision(day.rabat)
    assert (found.outcome, found.reason) == (
        Outcome.CANNOT_DECIDE,
        DecisionReason.ENTRY_UNREADABLE,
    )
    assert day.rabat.board().standing.order.value == "cannot_decide"


def test_an_erasure_in_the_cut_of_a_decision_never_makes_a_go_of_what_was_none(
    day: Operated,
) -> None:
    """6.1, 11.3: words of a site may go and nothing changes; without a vote nothing is decided."""
    day.rabat.report("RABAT-1", "ready")
    for side in (day.rabat, day.madrid):
        side.vote()
    day.carry()
    day.carry()
    assert outcomes(day) == (Outcome.GO, Outcome.GO)
    before = sizes(day.rabat)
    day.rabat.lone.officer("privacy", "data_protection_officer")
    erase(day.rabat, "site_reported")
    assert [state for state, _ in states(day.rabat, "site_reported")] == ["erased"]
    assert decide(facts(day.rabat, before)).outcome is Outcome.GO
    assert decision(day.rabat).outcome is Outcome.GO
    erase(day.rabat, "go_voted")
    found = decide(facts(day.rabat, before))
    assert (found.outcome, found.reason) == (
        Outcome.CANNOT_DECIDE,
        DecisionReason.ENTRY_UNREADABLE,
    )
    assert decision(day.rabat).outcome is not Outcome.GO
    # What was recorded when it was decided stands, with the cut it was decided on.
    assert ("go", "cannot_decide") in recomputed(day.rabat)
    assert day.rabat.lone.ask("rebuild")["same"]


def erase(acting: Acting, kind: str) -> None:
    """Two people erase the newest entry of a kind that this agency wrote."""
    with Node.open(acting.lone.node) as node, node.store.reading() as tx:
        rows = tx.rows(
            "SELECT e.class_id FROM ledger.entry e JOIN ledger.log l ON l.id = e.log_id"
            " WHERE e.kind = %s AND l.agency = %s ORDER BY e.arrival DESC LIMIT 1",
            (kind, node.me),
        )
    ground = ("--ground", "wrong", "--explanation", "never there")
    order = acting.lone.act("case", "erase", "order", rows[0]["class_id"], *ground)
    acting.lone.act("privacy", "erase", "approve", order["id"])


def test_a_photograph_of_a_thing_seized_stays_where_it_was_taken(day: Operated) -> None:
    """6.7, 7.4: the other node hears of one seizure; of the picture it gets no byte and no name."""
    for side in (day.rabat, day.madrid):
        side.vote()
    day.carry()
    day.carry()
    assert outcomes(day) == (Outcome.GO, Outcome.GO)
    rabat = Custodial(day.rabat)
    rabat.adopt()
    phone, thing, picture = Phone(day.rabat), new_record_id(), JPEG + b"invented-drawer"
    at = rabat.now()
    phone.keep(at, "report", state="entered")
    phone.keep(
        at, "seizure", id=thing, label="SEEN-1", what="phone", found="room 1", photos=[picture]
    )
    phone.sync()
    day.carry()
    day.carry()
    (row,) = rabat.items(label="SEEN-1").items
    digest = row.said.attachments[0].sha256
    assert rabat.photo(thing, digest) == picture
    site = {one.site.site: one for one in day.madrid.board().sites}["RABAT-1"]
    assert site.word is not None
    assert (site.word.seizures, site.state) == (1, "entered")
    madrid = Custodial(day.madrid)
    assert not madrid.items(label="SEEN-1").items
    with pytest.raises(TansiqError) as caught:
        madrid.photo(thing, digest)
    assert caught.value.code == "custody_item_unknown"
    with Node.open(day.rabat.lone.node) as node, node.store.reading() as tx:
        places = tx.rows("SELECT address FROM ledger.blob_ref WHERE class_id = %s", (row.class_id,))
    assert places
    bundles = [one.read_bytes() for one in day.both.table.glob("*.tsq")]
    held = [one.read_bytes() for one in day.madrid.lone.files()]
    for secret in (digest, *(str(one["address"]) for one in places), "SEEN-1"):
        assert not any(secret.encode() in one for one in (*bundles, *held)), secret


@pytest.mark.faults
@pytest.mark.parametrize("when", ["signed", "written"])
def test_a_node_killed_around_the_last_vote_decides_as_its_log_says(
    day: Operated, when: str
) -> None:
    """6.1: before the commit there was no vote and none is half there; after it the go stands."""
    day.madrid.vote()
    day.carry()
    digest = decision(day.rabat).digest
    before = sizes(day.rabat)
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            textwrap.dedent(VOTE),
            str(day.rabat.lone.node),
            str(day.rabat.lone.officers["case"]),
            str(HERE),
            day.rabat.where.operation,
            digest,
            when,
        ],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert run.returncode == -signal.SIGKILL
    found = decide(facts(day.rabat))
    if when == "signed":
        assert sizes(day.rabat) == before
        assert (found.outcome, found.reason) == (Outcome.WAITING, DecisionReason.VOTES_MISSING)
        day.rabat.vote()
        found = decide(facts(day.rabat))
    assert found.outcome is Outcome.GO
    assert decision(day.rabat).outcome is Outcome.GO
    day.carry()
    day.carry()
    assert outcomes(day) == (Outcome.GO, Outcome.GO)
    assert len({one.officer for one in facts(day.madrid).votes}) == len(facts(day.madrid).votes)
    for side in (day.rabat, day.madrid):
        assert all(told == now for told, now in recomputed(side))
        assert side.lone.ask("rebuild")["same"]
