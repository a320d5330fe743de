from pathlib import Path

import pytest

from tansiq.ledger import checkpoint as heads
from tansiq.ledger import sign, tiles
from tansiq.ledger.checkpoint import Checkpoint
from tansiq.ledger.merkle import Tree, leaf_hash
from tansiq.terms.errors import Conflict, Damaged, Invalid

ORIGIN = "rabat/case:atlas/g1/e1"
SEED = b"\x71" * 32


def log(size: int) -> tuple[list[bytes], Tree, str]:
    entries = [b"entry %d" % n * (n % 3) for n in range(size)]
    tree = Tree.of(map(leaf_hash, entries))
    return entries, tree, heads.sign_checkpoint(Checkpoint(ORIGIN, size, tree.root()), SEED)


@pytest.mark.parametrize(
    ("level", "index", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 1234067, 256, "tile/0/x001/x234/067"),
        (1, 999, 256, "tile/1/999"),
        (1, 1000, 17, "tile/1/x001/000.p/17"),
        ("entries", 273, 112, "tile/entries/273.p/112"),
    ],
)
def test_paths_are_those_of_the_specification(
    level: int | str, index: int, width: int, path: str
) -> None:
    assert tiles.tile_path(level, index, width) == path


def test_a_log_of_70000_has_the_tiles_of_the_specification() -> None:
    """C2SP tlog-tiles, section "Partial Tiles"."""
    tree = Tree.of(leaf_hash(n.to_bytes(4, "big")) for n in range(70_000))
    found = {path: len(data) // 32 for path, data in tiles.tiles(tree, 70_000)}
    full = [path for path, width in found.items() if width == 256]
    assert len([path for path in full if path.startswith("tile/0/")]) == 273
    assert [path for path in full if path.startswith("tile/1/")] == ["tile/1/000"]
    partial = {path: width for path, width in found.items() if width < 256}
    assert partial == {"tile/0/273.p/112": 112, "tile/1/001.p/17": 17, "tile/2/000.p/1": 1}


def test_a_log_of_256_has_a_full_tile_and_one_hash_above_it() -> None:
    _, tree, _ = log(256)
    found = dict(tiles.tiles(tree, 256))
    assert {path: len(data) for path, data in found.items()} == {
        "tile/0/000": 8192,
        "tile/1/000.p/1": 32,
    }
    assert found["tile/1/000.p/1"] == tree.root()
    assert dict(tiles.tiles(tree, 0)) == {}


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 600])
def test_an_exported_log_can_be_rebuilt_from_its_files_alone(tmp_path: Path, size: int) -> None:
    entries, tree, note = log(size)
    head = tiles.export(tree, iter(entries), note, tmp_path)
    read: list[bytes] = []
    for number in range(-(-size // 256)):
        width = min(256, size - number * 256)
        packed = (tmp_path / tiles.tile_path("entries", number, width)).read_bytes()
        while packed:
            length = int.from_bytes(packed[:2], "big")
            read.append(packed[2 : 2 + length])
            packed = packed[2 + length :]
    assert read == entries
    public = sign.public_key(SEED)
    assert heads.open_checkpoint((tmp_path / "checkpoint").read_bytes(), ORIGIN, public) == head
    assert Tree.of(map(leaf_hash, read)).root() == head.root
    assert not list(tmp_path.rglob("*.new"))


def test_an_export_stops_at_its_head_and_may_be_repeated_as_the_log_grows(tmp_path: Path) -> None:
    entries, tree, note = log(300)
    early = heads.sign_checkpoint(Checkpoint(ORIGIN, 100, tree.root(100)), SEED)
    tiles.export(tree, entries, early, tmp_path)
    assert not (tmp_path / "tile/0/000").exists()
    tiles.export(tree, entries, note, tmp_path)
    assert heads.read_checkpoint((tmp_path / "checkpoint").read_bytes()).size == 300


def test_an_entry_that_is_not_the_logged_one_stops_the_export_before_the_head(
    tmp_path: Path,
) -> None:
    entries, tree, note = log(300)
    for wrong in ([*entries[:270], b"changed", *entries[271:]], entries[:270]):
        with pytest.raises(Damaged) as refused:
            tiles.export(tree, wrong, note, tmp_path)
        assert (refused.value.code, refused.value.facts["seq"]) == ("tile_entry", 270)
        assert not (tmp_path / "checkpoint").exists()


def test_a_head_of_another_history_is_not_exported(tmp_path: Path) -> None:
    entries, tree, _ = log(300)
    for size, root in ((300, tree.root(299)), (301, tree.root())):
        note = heads.sign_checkpoint(Checkpoint(ORIGIN, size, root), SEED)
        with pytest.raises(Damaged) as refused:
            tiles.export(tree, entries, note, tmp_path)
        assert refused.value.code == "tile_root"


def test_an_entry_longer_than_a_tile_carries_is_refused() -> None:
    entry = b"x" * 65_536
    tree = Tree.of([leaf_hash(entry)])
    with pytest.raises(Invalid) as refused:
        list(tiles.entry_bundles(tree, [entry], 1))
    assert refused.value.code == "tile_entry_length"


@pytest.mark.parametrize("there", [b"not a note", b""])
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, there: bytes) -> None:
    entries, tree, note = log(3)
    (tmp_path / "checkpoint").write_bytes(there)
    with pytest.raises(Conflict):
        tiles.export(tree, entries, note, tmp_path)
    assert (tmp_path / "checkpoint").read_bytes() == there


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    entries, tree, note = log(3)
    (tmp_path / "tile").write_text("a file where a folder should stand")
    with pytest.raises(Invalid) as refused:
        tiles.export(tree, entries, note, tmp_path)
    assert refused.value.code == "tile_unwritten"


def test_an_export_writes_through_no_link_that_lies_in_its_folder(tmp_path: Path) -> None:
    entries, tree, note = log(3)
    treasure = tmp_path / "classes.slots"
    treasure.write_bytes(b"keys")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "checkpoint.new").symlink_to(treasure)
    tiles.export(tree, entries, note, folder)
    assert treasure.read_bytes() == b"keys"
    assert (folder / "checkpoint").read_text() == note
