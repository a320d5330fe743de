"""The entry point of `tansiq`: choose the language, parse, run one command, print, exit.

Promises that no traceback reaches a person: an error of ours is printed in words with what to do,
a fault of the program names where its report was written. Does nothing itself.
"""

import argparse
import os
import shlex
import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from tansiq.cli import catalogue, exits
from tansiq.cli.frame import Answer, Call, build
from tansiq.cli.printing import print_answer, print_error
from tansiq.cli.wording import from_environment, text
from tansiq.node import settings
from tansiq.terms.clock import use_pinned_zones
from tansiq.terms.errors import TansiqError
from tansiq.terms.languages import Language, language_of


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    use_pinned_zones()
    language = _language(words)
    args = _parsed(words, language)
    with ExitStack() as closing:
        call = Call(args, language, closing)
        return _batch(call) if args.command == "batch" else _one(call)


def _parsed(words: Sequence[str], language: Language) -> argparse.Namespace:
    """The arguments of one command line; SystemExit when it is wrong or asks for help."""
    return _parser(catalogue.verb_of(words), language).parse_args(words)


@cache
def _parser(verb: str, language: Language) -> argparse.ArgumentParser:
    parser = build(catalogue.for_verb(verb), language)
    parser.epilog = exits.__doc__.partition("\n\n")[2] if exits.__doc__ else None
    return parser


def _one(call: Call) -> int:
    """Run one command, print what it gives back or what is wrong, and return its exit code."""
    args, language = call.args, call.language
    args.node = args.node or os.environ.get("TANSIQ_NODE")
    try:
        answer: Answer = args.run(call)
        print_answer(answer, as_json=args.json, language=language, out=sys.stdout)
    except TansiqError as problem:
        print_error(problem, as_json=args.json, language=language, streams=(sys.stdout, sys.stderr))
        return exits.exit_code(problem)
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.DONE
    except Exception:  # noqa: BLE001 - the last wall before a person
        sys.stderr.write(_fault(language))
        return exits.FAULT
    return answer.code


def _batch(outer: Call) -> int:
    """Run the command lines on standard input one by one on one open node.

    Each gives one line of JSON, then one line `#` with its exit code; a wrong line ends nothing.
    """
    given = outer.args.node
    worst = exits.DONE
    for line in sys.stdin:
        try:
            args = _parsed(["--json", *shlex.split(line)], outer.language)
        except (SystemExit, ValueError):
            code = exits.USAGE
        else:
            args.node, args.json = args.node or given, True
            call = Call(args, outer.language, outer.closing, outer.opened)
            code = exits.USAGE if args.command == "batch" else _one(call)
        sys.stdout.write(f"#{code}\n")
        sys.stdout.flush()
        worst = max(worst, code)
    return worst


def _fault(language: Language) -> str:
    """Write the traceback to a private file and say where: a person can do nothing with it."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="tansiq-fault-", suffix=".txt", delete=False, encoding="utf-8"
    ) as report:
        report.write(traceback.format_exc())
    return text("sentences", "fault", language).format(file=report.name) + "\n"


def _language(words: Sequence[str]) -> Language:
    """`--lang`, else what the shell says, else the agency's language, else English."""
    named = _value(words, "--lang")
    if named:
        return language_of(named)
    said = from_environment()
    if said is not None:
        return said
    folder = _value(words, "--node") or os.environ.get("TANSIQ_NODE")
    if folder:
        try:
            return language_of(settings.load(Path(folder)).language)
        except TansiqError:
            return Language.EN
    return Language.EN


def _value(words: Sequence[str], flag: str) -> str | None:
    for at, word in enumerate(words):
        if word.startswith(flag + "="):
            return word.partition("=")[2]
        if word == flag and at + 1 < len(words):
            return words[at + 1]
    return None


if __name__ == "__main__":
    sys.exit(main())
