"""Boxes of sealed items: durable, bounded, the same twice is once, nothing leaves early."""

from pathlib import Path

import pytest

from tansiq.node import field_box
from tansiq.node.field_box import ITEM, PIECE, Box, boxes
from tansiq.terms.errors import TansiqError


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path, "place")


def code(work: object, *given: object) -> str:
    with pytest.raises(TansiqError) as problem:
        work(*given)  # type: ignore[operator]
    return problem.value.code


def test_what_was_put_is_there_for_another_process(box: Box, tmp_path: Path) -> None:
    box.put("dev-1", 2, b"second")
    box.put("dev-1", 1, b"first")
    box.put_piece("dev-1", (1, 0, 0), b"piece")
    again = Box(tmp_path, "place")
    assert again.devices() == ("dev-1",)
    assert again.items("dev-1") == (1, 2)
    assert again.pieces("dev-1", 1) == ((0, 0),)
    assert again.item("dev-1", 2) == b"second"
    assert again.piece("dev-1", (1, 0, 0)) == b"piece"
    assert (tmp_path / "field").stat().st_mode & 0o077 == 0


def test_the_same_twice_is_once_and_other_bytes_are_refused(box: Box) -> None:
    box.put("dev", 1, b"one")
    box.put("dev", 1, b"one")
    assert code(box.put, "dev", 1, b"two") == "field_part_differs"
    assert box.item("dev", 1) == b"one"


@pytest.mark.parametrize(("seq", "data"), [(0, b"x"), (2001, b"x"), (1, b""), (1, bytes(ITEM + 1))])
def test_an_item_has_bounds(box: Box, seq: int, data: bytes) -> None:
    assert code(box.put, "dev", seq, data) == "field_part"
    assert box.devices() == ()


@pytest.mark.parametrize("place", [(1, -1, 0), (1, 12, 0), (1, 0, 32), (0, 0, 0), (1, 0, -1)])
def test_a_piece_has_bounds(box: Box, place: tuple[int, int, int]) -> None:
    assert code(box.put_piece, "dev", place, b"x") == "field_part"
    assert code(box.put_piece, "dev", (1, 0, 0), bytes(PIECE + 1)) == "field_part"


@pytest.mark.parametrize("device", ["", "..", "a/b", "UPPER", "x" * 65, "a\n"])
def test_a_device_is_a_name_and_no_path(box: Box, device: str) -> None:
    assert code(box.put, device, 1, b"x") == "field_device"


def test_a_box_is_full_at_its_end(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field_box, "MOST_BYTES", 10)
    box.put("dev", 1, b"12345678")
    assert code(box.put, "dev", 2, b"123") == "field_box_full"


def test_only_what_is_on_record_is_dropped(box: Box, tmp_path: Path) -> None:
    for seq in (1, 2, 3):
        box.put("dev", seq, b"x")
        box.put_piece("dev", (seq, 0, 0), b"p")
    box.drop("dev", 2)
    assert box.items("dev") == (3,)
    assert box.pieces("dev", 3) == ((0, 0),)
    assert box.pieces("dev", 2) == ()
    assert code(box.item, "dev", 1) == "field_part_unknown"
    assert boxes(tmp_path) == ("place",)
    box.clear()
    assert boxes(tmp_path) == ()
