"""What every template of operations asks for by name, an exercise marked as one on each of them.

Promises: `exercise` is true where the channel is one, and on a node that is one as a whole; the
frame, the word and the title follow from it alone.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.operations import Where
from tansiq.record.officers import Label
from tansiq.terms.clock import parse_stamp
from tansiq.terms.digits import digest_code
from tansiq.terms.ids import channel_kind
from tansiq.web.speech import MARKS, Speech


def operation_facts(node: Node, speech: Speech, where: Where | None = None) -> dict[str, Any]:
    """Words, codes and addresses; `where` is the operation that a page shows, if it shows one."""
    own = node.settings.exercise
    return {
        "me": node.me,
        "actions": Action,
        "where": where,
        "at": "" if where is None else f"/operations/{where.channel}/{where.operation}",
        "exercise": own or (where is not None and channel_kind(where.channel) == "exercise"),
        "own_exercise": own,
        "code_of": lambda digest: digest_code(bytes.fromhex(digest)),
        "clock_of": lambda told: f"{parse_stamp(told):%H:%M:%S}",
        "called": lambda labels, otherwise: called(speech, labels, otherwise),
        "day_of": lambda day: day_words(speech, day),
    }


def called(speech: Speech, labels: tuple[Label, ...], otherwise: str) -> str:
    """A name in the reader's language, else in English, else the first there is."""
    names = {one.language: one.text for one in labels}
    return speech.name(names, next(iter(names.values()), otherwise))


def names_in(speech: Speech, names: Mapping[str, Mapping[str, str]]) -> Callable[[str], str]:
    """What an agency calls itself, in the reader's language; its id where it told nothing."""

    def name(party: str) -> str:
        told = names.get(party, {})
        return speech.name(told, next(iter(told.values()), party))

    return name


def day_words(speech: Speech, day: date) -> str:
    """A day with its name, the month in words: on orders nobody mistakes a number for another."""
    return str(format_date(day, "full", locale=speech.locale)).translate(MARKS)
