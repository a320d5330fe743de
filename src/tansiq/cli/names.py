"""`tansiq subjects names` and `subjects keys`: tables of names compared, searched, met and keyed.

Promises: reads and writes CSV files named on the command line and nothing else; no node is opened
but by `find`, nothing is stored. A score is printed for who asked, beside the reasons for it.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from tansiq.cli.frame import READ, Answer, Call, Command, option, place
from tansiq.cli.intake import counted, read_bytes
from tansiq.cli.loading import part
from tansiq.cli.wording import sentence, text
from tansiq.compute.executors import KINDS, cut, executor, mapped
from tansiq.formats.name_tables import has_column, lines, read_columns, table
from tansiq.names import matchkeys
from tansiq.names.meeting import Met, meeting
from tansiq.names.reasons import Reason
from tansiq.names.scoring import compare
from tansiq.names.searching import search
from tansiq.terms.errors import Missing
from tansiq.terms.languages import Language

_MOST_FOUND = 1_000
_NAMES = 5_000
OUT = option("--out", required=True)
OVER = (
    option("--executor", "executor", choices=KINDS, default="here"),
    option("--workers", "workers", type=int, default=0),
    option("--cluster", "cluster", metavar="ADDRESS", default=""),
)


def _score(call: Call) -> Answer:
    args = call.args
    pairs = [(one, other) for one, other in read_columns(read_bytes(args.file), "name1", "name2")]
    with executor(*_over(args)) as over:
        found = compare(pairs, over)
    rows = (
        (*pair, f"{one.score:.6f}", _because(one.reasons, call.language))
        for pair, one in zip(pairs, found, strict=True)
    )
    return _written(call, ("name1", "name2", "score", "reason"), rows, len(pairs))


def _search(call: Call) -> Answer:
    args = call.args
    top = counted(args.top, "--top", most=_MOST_FOUND)
    pool = read_columns(read_bytes(args.pool), "id", "name")
    asked = read_columns(read_bytes(args.queries), "id", "name")
    with executor(*_over(args)) as over:
        found = search([name for _, name in pool], [name for _, name in asked], top, over)
    rows = (
        (query, rank, *pool[hit.row], f"{hit.score:.6f}", _because(hit.reasons, call.language))
        for (query, _), hits in zip(asked, found, strict=True)
        for rank, hit in enumerate(hits, 1)
    )
    head = ("query", "rank", "id", "name", "score", "reason")
    return _written(call, head, rows, len(asked))


def _keys(call: Call) -> Answer:
    args = call.args
    data = read_bytes(args.file)
    columns = ("id", "name") if has_column(data, "id") else ("name",)
    told = read_columns(data, *columns)
    with executor(*_over(args)) as over:
        chunks = cut([row[-1] for row in told], _NAMES)
        found = chain.from_iterable(mapped(over, matchkeys.many, chunks))
        rows = [(*row, key) for row, keys in zip(told, found, strict=True) for key in keys]
    return _written(call, (*columns, "key"), rows, len(told))


def _find(call: Call) -> Answer:
    """In the cases and matches of a node: loaded when it is run, the other verbs need no node."""
    found: Answer = part("cli.name_find").find(call)
    return found


def _meet(call: Call) -> Answer:
    args = call.args
    least = counted(args.least, "--least", most=100) / 100
    ones, others = (_spellings(read_bytes(file)) for file in (args.one, args.other))
    with _streamed(Path(args.out)) as out, executor(*_over(args)) as over:
        found = meeting(ones, others, least, over)
        rows = _written_down(out, ones, others, found.found)
    told = {"read": len(ones) + len(others), "rows": rows, "left_out": found.left_out}
    said = sentence("names_written", call.language, rows=rows, file=args.out)
    if found.left_out:
        said += " " + sentence("names_left_out", call.language, pairs=found.left_out)
    return Answer({**told, "file": args.out}, said=said)


def _spellings(data: bytes) -> list[str]:
    """Each spelling once, in the order of the table."""
    return list(dict.fromkeys(name for (name,) in read_columns(data, "name")))


def _written_down(
    out: BinaryIO, ones: Sequence[str], others: Sequence[str], found: Iterable[Met]
) -> int:
    out.write(table(("name1", "name2", "score"), ()))
    rows = 0
    for some in found:
        met = zip(some.ones.tolist(), some.others.tolist(), some.scores.tolist(), strict=True)
        out.write(lines((ones[one], others[other], f"{score:.6f}") for one, other, score in met))
        rows += len(some.scores)
    return rows


@contextmanager
def _streamed(file: Path) -> Iterator[BinaryIO]:
    """A file that is written as results come, and stands under its name only when all have."""
    unfinished = file.with_name(file.name + ".part")
    try:
        with unfinished.open("wb") as out:
            yield out
        unfinished.replace(file)
    except OSError as problem:
        raise Missing("cli_file_unwritable", file=str(file)) from problem
    finally:
        unfinished.unlink(missing_ok=True)


def _over(args: argparse.Namespace) -> tuple[str, int, str]:
    return args.executor, args.workers, args.cluster


def _because(reasons: Iterable[Reason], language: Language) -> str:
    return "; ".join(_said(one, language) for one in reasons)


def _said(reason: Reason, language: Language) -> str:
    word, other = reason.word or reason.other, reason.other
    return _form(reason.how, language).format(word=word, other=other)


@cache
def _form(how: str, language: Language) -> str:
    return text("sentences", f"names_{how}", language)


def _written(
    call: Call, head: Sequence[str], rows: Iterable[Sequence[object]], names: int
) -> Answer:
    out = Path(call.args.out)
    every = list(rows)
    try:
        out.write_bytes(table(head, every))
    except OSError as problem:
        raise Missing("cli_file_unwritable", file=str(out)) from problem
    said = sentence("names_written", call.language, rows=len(every), file=out)
    return Answer({"read": names, "rows": len(every), "file": str(out)}, said=said)


COMMANDS = (
    Command("subjects names score", _score, (place("file", "name_pairs"), OUT, *OVER)),
    Command(
        "subjects names search",
        _search,
        (
            option("--pool", "name_pool", required=True),
            option("--queries", "name_queries", required=True),
            option("--top", "name_top", type=int, default=50),
            OUT,
            *OVER,
        ),
    ),
    Command("subjects names find", _find, (place("name", "name_asked"), *READ)),
    Command(
        "subjects names meet",
        _meet,
        (
            place("one", "name_list"),
            place("other", "name_list"),
            option("--least", "name_least", type=int, default=50),
            OUT,
            *OVER,
        ),
    ),
    Command("subjects keys", _keys, (place("file", "name_list"), OUT, *OVER)),
)
