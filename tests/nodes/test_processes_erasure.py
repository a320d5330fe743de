"""Erased at both ends: forty names, sent by line and by stick, kept in a backup, then recalled."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from demo.desk import FOR, TERMS, inbox
from demo.duties import answers
from demo.stage import Side, Stage
from tests.nodes.processes import agencies, patient

from tansiq.store.embedded_place import place_for

pytestmark = pytest.mark.slow

PLANTED = [f"Zakaria Benplanté{number:02} Ould Marqué" for number in range(40)]
DISGUISES = (str, str.lower, str.upper, lambda one: one.replace("é", "e").lower())


def needles() -> list[bytes]:
    found = [disguise(one).encode() for one in PLANTED for disguise in DISGUISES]
    found += [one.encode("utf-16-le") for one in PLANTED]
    return found + [hashlib.sha256(one.encode()).hexdigest().encode() for one in PLANTED]


def contents(path: Path) -> Iterator[bytes]:
    """The bytes of a file, and what it unpacks to when it is packed."""
    data = path.read_bytes()
    yield data
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        yield zstandard.ZstdDecompressor().decompressobj().decompress(data)


def holding(*places: Path) -> list[str]:
    """Files that hold one of the names, in any disguise, or a plain digest of one."""
    wanted = needles()
    return [
        str(path)
        for place in places
        for path in place.rglob("*")
        if path.is_file() and any(one in data for data in contents(path) for one in wanted)
    ]


def planted(stage: Stage, path: Path) -> dict[str, str]:
    """A report full of names, with an attachment, released to the other side."""
    path.write_text("\n".join(PLANTED), encoding="utf-8")
    filed = stage.rabat.act(
        "liaison", "report", "file", "--title", PLANTED[0], "--text", f"@{path}",
        "--language", "en", "--grade", "europol_4x4:B2", "--handling", "H0",
        "--attach", str(path),
        *[word for one in PLANTED for word in ("--mention", f"Person/suspect:{one}")],
    )  # fmt: skip
    made = stage.rabat.act("liaison", "report", "release", filed["report"], *FOR, *TERMS["rabat"])
    path.unlink()
    return {"report": filed["report"], "release": made["release"]}


def erase(side: Side, what: str) -> dict:
    """Erase a report or a partner's release as two officers do, and say how it stands."""
    found = side.tansiq("retention", "classes", what, who="case", reason="recalled")
    named = [one["class_id"] for one in found["classes"]]
    order = side.act("case", "erase", "order", *named, "--ground", "recalled")
    done: dict = side.act("privacy", "erase", "approve", order["id"])
    return done


def privacy(side: Side) -> None:
    path = side.folder / "officers" / "privacy.key"
    side.tansiq("officer", "key", "create", str(path))
    side.officers["privacy"] = path
    made = side.act(
        "liaison", "officer", "propose", "add", "--key-file", str(path), "--name", "P",
        "--role", "data_protection_officer",
    )  # fmt: skip
    side.act("case", "change", "approve", made["proposal"])


def test_names_sent_recalled_and_erased_are_in_no_file_of_either_agency(tmp_path: Path) -> None:
    """T8, REQUIREMENTS 11.3: databases, write-ahead logs, bundles, process logs and a backup."""
    with agencies(tmp_path / "stage") as stage:
        rabat, madrid = stage.sides
        for side in stage.sides:
            privacy(side)
        made = planted(stage, tmp_path / "names.txt")
        stick = stage.table / "names.tsq"
        rabat.tansiq("exchange", "export", "madrid", str(stick))
        patient(lambda: _has(madrid, made["release"]))
        madrid.tansiq("exchange", "import", str(stick))
        named = f"rabat/{made['release']}"
        shown = madrid.tansiq("report", "show", named, who="liaison", reason="inquiry 31/26")
        assert len(shown["content"]["mentions"]) == len(PLANTED)
        rabat.tansiq(
            "backup", "make", str(tmp_path / "backup"), "--shares", "2/3",
            "--shares-to", str(tmp_path / "shares"), "--days", "7",
        )  # fmt: skip
        rabat.act("liaison", "report", "recall", made["release"], "--because", "wrong")
        patient(lambda: _recalled(madrid, made["release"]))
        madrid.act("liaison", "recall", "answer", made["release"], "--agency", "rabat", "--comply")
        patient(lambda: _answered(rabat))
        places = [tmp_path, *(place_for(one.node) for one in stage.sides)]
        assert len(holding(*places)) > 1  # what is looked for can be found while it is there
        before = erase(rabat, made["report"]), erase(madrid, named)
        # Rabat's backup of the keys lives on for seven days, Madrid's slot until its key is
        # replaced: neither is called done, and neither file says a name.
        assert {one["state"] for one in before} == {"pending_until"}
        assert holding(*places) == []
        gone = madrid.tansiq("report", "show", named, who="liaison", reason="x", expect=5)
        assert gone["error"] == "release_unknown"
        for side in stage.sides:
            for origin in (one["origin"] for one in side.tansiq("log", "list")["logs"]):
                assert side.tansiq("log", "verify", origin)["sound"], (side.id, origin)
            assert side.tansiq("rebuild")["same"]
        madrid.tansiq("exchange", "import", str(stick))
        assert holding(*places) == []


def _has(side: Side, release: str) -> None:
    if release not in inbox(side):
        raise ValueError(release)


def _recalled(side: Side, release: str) -> None:
    if not inbox(side)[release]["recalled"]:
        raise ValueError(release)


def _answered(side: Side) -> None:
    if answers(side) != {"complied"}:
        raise ValueError(side.id)
