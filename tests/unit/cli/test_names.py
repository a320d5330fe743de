"""Tables of names on the command line: what is written, and what is refused with which code."""

import csv
import io
import json
from pathlib import Path

import pytest
from tests.clusters import PATIENCE, cluster

from tansiq.cli.main import main
from tansiq.compute import executors
from tansiq.names import blocking

PAIRS = "name1;name2\nYusuf Khattabi;يوسف الخطابي\nKarim Tazi;رشيد الوردي\n"
NAMES = "id,name\n1,Yusuf Khattabi\n2,رشيد الوردي\n3,Karim\n"


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_pairs_are_scored_searched_and_keyed(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(PAIRS, encoding="utf-8")
    (tmp_path / "names.csv").write_text(NAMES, encoding="utf-8")
    names, out = str(tmp_path / "names.csv"), tmp_path / "out.csv"
    score = ["subjects", "names", "score", str(tmp_path / "pairs.csv"), "--out", str(out)]
    assert main(["--lang", "en", *score]) == 0
    met, apart = rows(out)
    assert float(met["score"]) > 0.9
    assert float(apart["score"]) < 0.1
    assert met["reason"].startswith("yusuf ~ يوسف: same consonants")
    first = out.read_bytes()
    assert main(["--lang", "en", *score, "--executor", "threads", "--workers", "2"]) == 0
    assert out.read_bytes() == first
    search = ["subjects", "names", "search", "--pool", names, "--queries", names]
    assert main([*search, "--top", "1", "--out", str(out)]) == 0
    assert [(row["query"], row["rank"], row["id"]) for row in rows(out)] == [
        ("1", "1", "1"),
        ("2", "1", "2"),
        ("3", "1", "3"),
    ]
    assert main(["subjects", "keys", names, "--out", str(out)]) == 0
    assert {row["id"] for row in rows(out)} == {"1", "2", "3"}


def test_two_lists_meet_and_the_file_stands_only_when_all_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.csv").write_text(NAMES, encoding="utf-8")
    other = "name\nيوسف الخطابي\nRachid El Ouardi\nيوسف الخطابي\n"
    (tmp_path / "other.csv").write_text(other, encoding="utf-8")
    out = tmp_path / "out.csv"
    argv = ["subjects", "names", "meet", str(tmp_path / "one.csv"), str(tmp_path / "other.csv")]
    argv += ["--out", str(out), "--json"]
    assert main(argv) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["read"], told["rows"], told["left_out"]) == (5, 2, 0)
    assert [(row["name1"], row["name2"]) for row in rows(out)] == [
        ("Yusuf Khattabi", "يوسف الخطابي"),
        ("رشيد الوردي", "Rachid El Ouardi"),
    ]
    first = out.read_bytes()
    monkeypatch.setattr(blocking, "FEW", 0)
    monkeypatch.setattr(blocking, "MANY", 0)
    assert main(["--lang", "en", *argv[:-1]]) == 0
    assert rows(out) == []
    out.write_bytes(first)
    monkeypatch.undo()
    assert main([*argv, "--least", "101"]) != 0
    assert main([*argv, "--executor", "cluster"]) != 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["error"] == "cluster_address"
    assert out.read_bytes() == first, "a refused run leaves what stood there"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["one.csv", "other.csv", "out.csv"]


@pytest.mark.slow
def test_a_cluster_gives_the_same_files_and_an_absent_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pairs.csv").write_text(PAIRS, encoding="utf-8")
    (tmp_path / "names.csv").write_text(NAMES, encoding="utf-8")
    names, out = str(tmp_path / "names.csv"), tmp_path / "out.csv"
    verbs = (
        ["names", "score", str(tmp_path / "pairs.csv")],
        ["names", "search", "--pool", names, "--queries", names],
        ["names", "meet", names, names],
        ["keys", names],
    )
    monkeypatch.setattr(executors, "PATIENCE", PATIENCE)
    with cluster(tmp_path) as address:
        over = ["--executor", "cluster", "--cluster", address]
        for verb in verbs:
            assert main(["subjects", *verb, "--out", str(out)]) == 0
            here = out.read_bytes()
            assert main(["subjects", *verb, "--out", str(out), *over]) == 0
            assert out.read_bytes() == here, verb
    monkeypatch.setattr(executors, "PATIENCE", 1)
    out.unlink()
    for verb in verbs:
        capsys.readouterr()
        assert main(["subjects", *verb, "--out", str(out), *over, "--json"]) != 0
        assert json.loads(capsys.readouterr().out)["error"] == "cluster_missing", verb
        assert not out.exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "table_empty"),
        (b"name1,name2\n", "table_empty"),
        (b"name1,name\na,b\n", "table_column"),
        (b"name1,name2,name2\na,b,c\n", "table_column_twice"),
        (b"name1,name2\na\n", "table_row"),
        (b"name1,name2\n\xff,b\n", "table_encoding"),
        (b"name1,name2\na\0,b\n", "table_encoding"),
        (b'name1,name2\n"a"b,c\n', "table_quotes"),
        (b"name1,name2\n" + b"a" * 5_000 + b",b\n", "table_cell"),
        (b"name1,name2\n" + b"a" * 200_000 + b",b\n", "table_cell"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_and_nothing_is_written(
    data: bytes, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pairs.csv").write_bytes(data)
    out = tmp_path / "out.csv"
    argv = ["subjects", "names", "score", str(tmp_path / "pairs.csv"), "--out", str(out), "--json"]
    assert main(argv) != 0
    assert json.loads(capsys.readouterr().out)["error"] == code
    assert not out.exists()
