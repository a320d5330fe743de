"""A verb is found in its file, and no other file is loaded for it."""

import subprocess
import sys

import pytest

from tansiq.cli import catalogue
from tansiq.cli.frame import build
from tansiq.terms.languages import Language


@pytest.mark.parametrize("area", catalogue.AREAS)
def test_a_file_holds_the_verbs_that_are_named_for_it(area: str) -> None:
    held = dict.fromkeys(one.path.split(" ")[0] for one in catalogue.commands_of(area))
    assert tuple(held) == catalogue.AREAS[area]


def test_no_verb_is_named_for_two_files() -> None:
    verbs = [verb for area in catalogue.AREAS.values() for verb in area]
    assert len(verbs) == len(set(verbs))


@pytest.mark.parametrize("before", [[], ["--json"], ["--node", "status"], ["--lang=en", "--"]])
@pytest.mark.parametrize("verb", [verb for area in catalogue.AREAS.values() for verb in area])
def test_the_verb_is_found_wherever_it_stands(verb: str, before: list[str]) -> None:
    assert catalogue.verb_of([*before, verb, "init"]) == verb


@pytest.mark.parametrize("words", [[], ["--help"], ["--node"], ["--lang", "en"]])
def test_a_line_without_a_verb_has_none(words: list[str]) -> None:
    assert catalogue.verb_of(words) == ""


@pytest.mark.parametrize("language", list(Language))
def test_the_help_for_one_verb_and_for_all_is_the_same(language: Language) -> None:
    whole = build(catalogue.all_commands(), language).format_help()
    assert build(catalogue.for_verb(""), language).format_help() == whole
    assert build(catalogue.for_verb("report"), language).format_help() == whole


LOADED = """
import sys
from tansiq.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
sys.stderr.write("\\n" + " ".join(sys.modules))
"""


def loaded_by(*words: str) -> set[str]:
    """The modules that a command line loads in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-c", LOADED, *words], capture_output=True, text=True, check=True
    )
    return set(run.stderr.rpartition("\n")[2].split(" "))


HEAVY = {"psycopg", "cryptography", "nacl", "httpx", "uvicorn", "procrastinate", "django", "segno"}


@pytest.mark.parametrize("words", [("--help",), ("--lang", "ar", "--help"), ("nonsense",)])
def test_help_and_a_wrong_verb_load_nothing_heavy(words: tuple[str, ...]) -> None:
    loaded = loaded_by(*words)
    assert "tansiq.cli.main" in loaded
    assert not loaded & HEAVY
    assert "tansiq.node.compose" not in loaded


def test_verifying_a_file_loads_no_database_and_no_http(tmp_path: object) -> None:
    loaded = loaded_by("verify", f"{tmp_path}/absent")
    assert "tansiq.exchange.verify" in loaded
    assert not loaded & (HEAVY - {"cryptography", "nacl"})


def test_asking_how_a_node_is_loads_no_http_no_jobs_and_no_pages(tmp_path: object) -> None:
    loaded = loaded_by("--node", f"{tmp_path}/absent", "status")
    assert "tansiq.node.compose" in loaded
    assert not loaded & {"httpx", "uvicorn", "procrastinate", "django", "segno"}
