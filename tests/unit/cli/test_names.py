"""Tables of names on the command line: what is written, and what is refused with which code."""

import csv
import io
import json
from pathlib import Path

import pytest

from tansiq.cli.main import main

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
