"""Whoever waits is told so: what is going on and since when, and never in a program's way."""

import argparse
import io
import time
from contextlib import ExitStack

from tansiq.cli.frame import Answer, Call
from tansiq.cli.progress import patiently
from tansiq.terms.languages import Language


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(err: io.StringIO, seconds: float, *, as_json: bool = False) -> str:
    def slow(_call: Call) -> Answer:
        time.sleep(seconds)
        return Answer({"done": True})

    args = argparse.Namespace(command="rebuild", json=as_json)
    call = Call(args, Language.ES, ExitStack(), err=err)
    assert patiently(slow)(call).data == {"done": True}
    return err.getvalue()


def test_a_person_sees_what_takes_long_and_the_line_is_wiped_at_the_end() -> None:
    said = told(Terminal(), 1.3)
    assert "proyecciones" in said
    assert "1 s" in said
    assert said.endswith("\r\x1b[K")


def test_what_is_quick_says_nothing() -> None:
    assert told(Terminal(), 0.0) == ""


def test_a_program_or_a_file_is_not_disturbed() -> None:
    assert told(io.StringIO(), 1.1) == ""
    assert told(Terminal(), 1.1, as_json=True) == ""
