"""What a relay could do to another's words with its own database, its own keys, and old bundles."""

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from tests.nodes.hostile import Forger, problems
from tests.nodes.two_nodes import InProcess, Rig, RigNode, refusal, reseal

from tansiq.exchange import bundle
from tansiq.exchange.content import Content
from tansiq.exchange.receipts import Progress
from tansiq.ledger.entry import seal_entry
from tansiq.record.body import encode_body
from tansiq.record.desk import ReportCorrected
from tansiq.record.material import Content as Words
from tansiq.record.registry import new_said, to_wire
from tansiq.store.logs import find_log
from tansiq.terms.clock import stamp
from tansiq.terms.ids import EntryRef

SAMPLES = 12


def alter(node: RigNode, table: str, column: str, place: int) -> None:
    """Change one byte of the newest entry (or its body) in a node's own database, or back."""
    with node.store.transaction() as tx:
        tx.run(
            f"UPDATE ledger.{table} SET {column} ="
            f" set_byte({column}, %s, get_byte({column}, %s) # 32)"
            " WHERE log_id = (SELECT id FROM ledger.log WHERE agency = 'rabat' AND channel"
            " LIKE 'case:%%') AND seq = 1",
            (place, place),
        )


def length(node: RigNode, table: str, column: str) -> int:
    with node.store.transaction() as tx:
        row = tx.one(
            f"SELECT octet_length({column}) AS n FROM ledger.{table} JOIN ledger.log l"
            " ON l.id = log_id WHERE l.agency = 'rabat' AND l.channel LIKE 'case:%' AND seq = 1"
        )
    assert row is not None
    return int(row["n"])


@pytest.mark.parametrize(("table", "column"), [("entry", "entry"), ("body", "body")])
def test_no_byte_that_a_relay_alters_in_its_database_gets_through(
    rig: Rig, table: str, column: str
) -> None:
    """REQUIREMENTS 1.7: one altered byte at a relay is rejected, and the relay is told."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "the words of rabat")
    rig.sync(rabat, madrid)
    origin = rabat.log(channel).origin
    size = length(madrid, table, column)
    for place in range(0, size, max(size // SAMPLES, 1)):
        alter(madrid, table, column, place)
        data = madrid.exchange.prepare(lisbon.name, everything=True).data
        code = problems(lisbon, data)[origin]
        assert code == ("chunk_altered" if table == "entry" else "body_altered"), place
        told = bundle.unpack(bundle.open_header(lisbon.exchange.prepare(madrid.name).data))
        assert told.manifest.refused == {origin: code}
        assert lisbon.heard() == []
        alter(madrid, table, column, place)
    rig.sync(rabat, lisbon)
    rig.sync(lisbon, rabat)
    assert lisbon.heard() == ["the words of rabat"]


def graded(grade: str) -> ReportCorrected:
    content = Words(title="t", text="t", language="en", grade=grade, nature="fact")
    return ReportCorrected(
        correction="c", release="r", content=content, changed=("grade",), explanation="",
        due="2030-01-01",
    )  # fmt: skip


def forged(relay: RigNode, author: RigNode, origin: str, grade: str) -> tuple[bytes, bytes]:
    """The entry at position 1 with another grade, as a member who holds the class key can seal."""
    class_id = next(one for place, one in author.classes.items() if place[0].startswith("case:"))
    sealed = seal_entry(
        origin=origin,
        seq=1,
        kind="report_corrected",
        time=stamp(author.clock.now()),
        after=(),
        class_id=class_id,
        class_key=relay.keys.class_key(class_id),
        plaintext=encode_body(to_wire(new_said(graded(grade), None, author.clock.now()))),
        extra={},
        log_seed=relay.keys.log_seed(1),
    )
    return sealed.entry, sealed.body


def test_a_relay_that_holds_the_key_cannot_improve_a_grade(rig: Rig) -> None:
    """REQUIREMENTS 1.7: the grade of an A1 that was a C3, sealed anew by a recipient."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    class_id, opening = rabat.open_class(channel)
    rabat.append(opening, rabat._draft(channel, graded("europol_4x4:C3"), class_id))
    rabat.classes[channel, 1] = class_id
    rig.sync(rabat, madrid)
    origin = rabat.log(channel).origin
    entry, body = forged(madrid, rabat, origin, "europol_4x4:A1")

    def swap(whole: bool) -> Callable[[Content], Content]:
        def change(content: Content) -> Content:
            chunks = [one for one in content.logs if one.origin == origin]
            (chunk,) = chunks
            words = (chunk.entries[0], entry) if whole else chunk.entries
            new = replace(chunk, entries=words, bodies=(chunk.bodies[0], body))
            return replace(content, logs=(new,))

        return change

    honest = madrid.exchange.prepare(lisbon.name, everything=True).data
    assert problems(lisbon, reseal(honest, madrid, swap(True))) == {origin: "chunk_altered"}
    with lisbon.store.transaction() as tx:
        assert find_log(tx, origin) is None
    assert problems(lisbon, reseal(honest, madrid, swap(False))) == {origin: "body_altered"}
    assert lisbon.states(origin) == {1: ("unopenable", "body_missing")}


# --- the same receipts by stick ------------------------------------------------------------------


def test_by_stick_the_receipts_are_those_of_the_line(rig: Rig, tmp_path: Path) -> None:
    """REQUIREMENTS 1.10: step by step, what the writer knows is the same by either way."""
    rabat, madrid, channel = rig.pair()
    steps: list[tuple[str, list[tuple[Progress, str]]]] = []
    for way in ("line", "stick"):
        said = rabat.say(channel, f"{way} 1", f"{way} 2")
        seen = [_progress(rabat, said[0].ref)]
        _carry(rig, way, rabat, madrid, tmp_path / f"{way}-there.tsq")
        if way == "stick":
            _carry(rig, way, madrid, rabat, tmp_path / f"{way}-back.tsq")
        seen.append(_progress(rabat, said[0].ref))
        with madrid.store.transaction() as tx:
            madrid.exchange.mark_read(tx, [said[0].ref])
        _carry(rig, way, madrid, rabat, tmp_path / f"{way}-read.tsq")
        seen += [_progress(rabat, said[0].ref), _progress(rabat, said[1].ref)]
        steps.append((way, seen))
    (_, by_line), (_, by_stick) = steps
    assert by_line == by_stick
    assert [one for one, _ in by_stick] == [
        Progress.WAITING, Progress.OPENED, Progress.READ, Progress.OPENED,
    ]  # fmt: skip


def _progress(node: RigNode, ref: EntryRef) -> tuple[Progress, str]:
    with node.store.transaction() as tx:
        (reached,) = node.exchange.progress_of(tx, ref).values()
    return reached


def _carry(rig: Rig, way: str, here: RigNode, there: RigNode, path: Path) -> None:
    if way == "line":
        rig.sync(here, there)
    else:
        rig.stick(here, there, path)


# --- a cut network -------------------------------------------------------------------------------


def test_three_nodes_cut_apart_converge_in_whatever_order_the_lines_heal(rig: Rig) -> None:
    """T2: all six orders, each after new words at every node; two lines of three are enough."""
    nodes, channel = rig.case("rabat", "madrid", "lisbon")
    rabat, madrid, lisbon = nodes
    lines = ((rabat, madrid), (madrid, lisbon), (lisbon, rabat))
    said: dict[str, list[str]] = {one.name: [] for one in nodes}
    for number, order in enumerate(permutations(lines)):
        for one in nodes:
            texts = [f"{one.name} {number}-{count}" for count in range(3)]
            one.say(channel, *texts)
            said[one.name] += texts
            lost = InProcess(one, lambda data: data[: len(data) // 2])
            other = nodes[nodes.index(one) - 1]
            data = other.exchange.prepare(one.name).data
            assert refusal(lambda lost=lost, data=data: lost.post(data)).startswith("bundle_")
        for here, there in order[:2]:
            rig.sync(here, there)
        rig.sync(*order[0])
        for here in nodes:
            for agency in nodes:
                assert here.heard(agency.name) == said[agency.name], (number, here.name)
        assert len({one.log(channel, a.name).root for one in nodes for a in nodes}) == len(nodes)


# --- old words in new bundles --------------------------------------------------------------------


def test_old_heads_and_receipts_in_a_new_bundle_take_nothing_back(rig: Rig) -> None:
    """T3: receipts and checkpoints are replayed under a fresh outer header."""
    rabat, madrid, channel = rig.pair()
    said = rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    old = bundle.unpack(bundle.open_header(madrid.exchange.prepare(rabat.name).data))
    rabat.say(channel, "two", "three")
    rig.sync(rabat, madrid)
    with madrid.store.transaction() as tx:
        madrid.exchange.mark_read(tx, [said[0].ref])
    rig.sync(madrid, rabat)
    before, link = rabat.everything(), _link(rabat, madrid)
    assert link[0].received == 4
    fresh = madrid.exchange.prepare(rabat.name).data

    def back(content: Content) -> Content:
        return replace(content, heads=old.heads, notes=old.notes)

    rabat.exchange.apply(reseal(fresh, madrid, back))
    assert rabat.everything() == before
    assert _link(rabat, madrid) == link
    assert _progress(rabat, said[0].ref) == (Progress.READ, "")


def _link(here: RigNode, there: RigNode) -> tuple:
    with here.store.transaction() as tx:
        return next(one.logs for one in here.exchange.link_states(tx) if one.partner == there.name)


# --- recipients that are none --------------------------------------------------------------------


@pytest.mark.parametrize("slots", [[], [{"to": "tunis", "key": "00" * 8, "enc": "AA=="}]])
def test_a_class_opened_for_nobody_or_for_a_stranger_is_said_aloud(
    rig: Rig, slots: list[dict[str, str]]
) -> None:
    """T11: an empty recipient list, and a recipient that nobody enrolled."""
    rabat, madrid, channel = rig.pair()
    _, opening = rabat.open_class(channel)
    forger = Forger(rabat, channel, 0)
    sealed = seal_entry(
        origin=forger.origin,
        seq=0,
        kind="class_opened",
        time=opening.time,
        after=(),
        class_id=opening.class_id,
        class_key=None,
        plaintext=None,
        extra={**opening.extra, "slots": slots},
        log_seed=forger.seed,
    )
    forger.add_bytes(sealed.entry).add()
    madrid.exchange.receive(forger.bundle(madrid))
    assert madrid.log(channel, rabat.name).size == 2
    with madrid.store.transaction() as tx:
        rows = tx.rows("SELECT reporter, seq, code FROM unopenable_report")
    assert rows == [{"reporter": "madrid", "seq": 0, "code": "slot_missing"}]
