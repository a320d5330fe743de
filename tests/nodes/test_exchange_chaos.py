"""Bundles lost, doubled, late and in any order, nodes restarted: all end with the same entries."""

import random

import pytest
from tests.nodes.two_nodes import Rig, RigNode


class Weather:
    """Carries bundles between nodes as a bad line would; `seed` makes it the same each time."""

    def __init__(self, seed: int, nodes: list[RigNode]) -> None:
        self.chance = random.Random(seed)
        self.nodes = {node.name: node for node in nodes}
        self.flying: list[tuple[RigNode, RigNode, bytes]] = []
        self.old: list[tuple[RigNode, RigNode, bytes]] = []

    def send(self, here: RigNode, there: RigNode) -> None:
        data = here.exchange.prepare(there.name, self.chance.choice([1, 3, 10, 500])).data
        self.flying.append((here, there, data))

    def deliver(self) -> None:
        pool = self.flying if self.flying and self.chance.random() < 0.8 else self.old
        if not pool:
            return
        place = self.chance.randrange(len(pool))
        here, there, data = pool[place]
        if pool is self.flying:
            pool.pop(place)
            self.old.append((here, there, data))
            if self.chance.random() < 0.3:
                return  # lost
        if self.chance.random() < 0.5:
            reply = there.exchange.receive(data)
            if self.chance.random() < 0.7:
                here.exchange.settle(there.name, reply)
        else:
            there.exchange.apply(data)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_loss_order_and_repetition_converges(rig: Rig, seed: int) -> None:
    """REQUIREMENTS 1.1, 10.2; T2, T3."""
    nodes, channel = rig.case("rabat", "madrid", "lisbon")
    weather = Weather(seed, nodes)
    chance = weather.chance
    said: dict[str, list[str]] = {node.name: [] for node in nodes}
    for step in range(60):
        node, other = chance.sample(nodes, 2)
        what = chance.random()
        if what < 0.3:
            texts = [f"{node.name} {step}-{n}" for n in range(chance.randint(1, 6))]
            node.say(channel, *texts)
            said[node.name] += texts
        elif what < 0.6:
            weather.send(node, other)
        elif what < 0.97:
            weather.deliver()
        else:
            node.restart()
    rig.settle_all(3)
    roots = set()
    for node in nodes:
        for agency in nodes:
            assert node.heard(agency.name) == said[agency.name], (node.name, agency.name)
            row = node.log(channel, agency.name)
            assert row.state == "open"
            assert node.states(row.origin) == {}
            roots.add((agency.name, row.size, row.root))
    assert len(roots) == len(nodes)
