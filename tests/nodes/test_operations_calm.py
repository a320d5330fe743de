"""What of an operation goes to partners at once, and what may wait a moment."""

from pathlib import Path

from tests.nodes.operated import operated

from tansiq.node import operations, stops
from tansiq.node.calm import Calm
from tansiq.node.compose import Node
from tansiq.node.operation_decisions import settle
from tansiq.store.notify import Grown
from tansiq.terms.operating import VoteChoice


def test_only_a_nodes_own_word_about_its_decision_waits(tmp_path: Path) -> None:
    """6.1: votes, orders and stops never wait, also not behind a word that would."""
    with operated(tmp_path) as made:
        made.begin()
        side = made.rabat
        with Node.open(side.lone.node) as node:
            digest = settle(node, side.where).decision.digest
            calm = Calm(node)

            def grown() -> Grown:
                with node.store.reading() as tx:
                    row = tx.one(
                        "SELECT id, size FROM ledger.log WHERE channel = %s AND agency = %s",
                        (side.where.channel, node.me),
                    )
                assert row
                return Grown(row["id"], row["size"])

            def votes(choice: VoteChoice) -> None:
                operations.vote(node, side.hand(), side.where, digest, choice)

            assert not calm.waits(grown()), "what came before is not known"
            votes(VoteChoice.NO_GO)
            assert not calm.waits(grown())
            settle(node, side.where)
            assert calm.waits(grown())
            assert not calm.waits(grown()), "nothing came: whoever was woken looks"
            votes(VoteChoice.GO)
            settle(node, side.where)
            assert not calm.waits(grown()), "the vote stands before the word"
            where = side.where
            stops.order(node, side.hand(), where.channel, where.operation)
            assert not calm.waits(grown())
