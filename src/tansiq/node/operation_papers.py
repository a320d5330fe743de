"""The order and the log of an operation as PDF, for whoever may see its board.

Promises: the reading is on record before the paper is made; a log too long for one print says so.
"""

from dataclasses import replace

from tansiq.node.compose import Node
from tansiq.node.operation_board import board
from tansiq.node.operation_prints import OperationPrinter
from tansiq.node.operations import Where
from tansiq.node.reading import Reader
from tansiq.operations import queries
from tansiq.printing.render import render
from tansiq.terms.errors import Missing

MOST_LINES = 3_000
PAPERS = ("order", "log")


def paper(node: Node, reader: Reader, where: Where, which: str, language: str) -> bytes:
    """One paper in a language; Missing `operation_paper` for any other name."""
    if which not in PAPERS:
        raise Missing("operation_paper", choices=", ".join(PAPERS))
    seen = board(node, reader, where)
    if which == "order":
        return render(OperationPrinter(language, seen).order())
    with node.store.reading() as tx:
        lines = queries.log_lines(tx, where.channel, where.operation, MOST_LINES + 1)
    whole = replace(seen, lines=lines[:MOST_LINES])
    return render(OperationPrinter(language, whole).log(more=len(lines) > MOST_LINES))
