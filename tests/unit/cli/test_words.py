"""Every command and argument has words in four languages, and every command its help."""

import contextlib
import io

import pytest

from tansiq.cli.catalogue import all_commands
from tansiq.cli.frame import Command, build
from tansiq.cli.main import main
from tansiq.cli.wording import PAGES, page
from tansiq.terms.languages import Language


def test_no_command_stands_twice() -> None:
    paths = [one.path for one in all_commands()]
    assert len(paths) == len(set(paths)) > 80


@pytest.mark.parametrize("name", PAGES)
def test_every_word_exists_in_four_languages(name: str) -> None:
    for key, texts in page(name).items():
        assert set(texts) == {str(one) for one in Language}, key
        assert all(texts.values()), key


@pytest.mark.parametrize("command", all_commands(), ids=lambda one: one.path)
def test_every_command_and_its_groups_have_words(command: Command) -> None:
    known = page("help")
    words = command.words.split(".")
    for end in range(1, len(words) + 1):
        assert ".".join(words[:end]) in known
    for one in command.arguments:
        assert one.words in page("arguments"), (command.path, one.flags)


@pytest.mark.parametrize("language", list(Language))
def test_help_of_every_command_is_in_the_language(language: Language) -> None:
    parser = build(all_commands(), language)
    for command in all_commands():
        out = io.StringIO()
        with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as ended:
            parser.parse_args([*command.path.split(" "), "--help"])
        assert ended.value.code == 0
        said = page("help")[command.words][language]
        assert "".join(said.split()) in "".join(out.getvalue().split())


def test_words_that_no_command_uses_are_gone() -> None:
    used = {".".join(one.words.split(".")[:end]) for one in all_commands() for end in range(1, 6)}
    assert set(page("help")) - used == {"tansiq"}


def test_a_wrong_command_line_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["report", "nonsense"])
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_an_error_is_a_code_words_and_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TANSIQ_NODE", raising=False)
    assert main(["--lang", "es", "status"]) == 4
    err = capsys.readouterr().err
    assert err.startswith("cli_no_node: No se indicó")
    assert "--node DIR" in err


def test_with_json_an_error_is_a_document(
    capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    assert main(["--lang", "ar", "--json", "--node", str(tmp_path), "status"]) == 5
    out = capsys.readouterr().out
    assert '"error": "node_folder_missing"' in out


def test_completion_is_printed_for_a_shell(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "bash"]) == 0
    assert "complete " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("environment", "language"),
    [({"LANG": "ar_MA.UTF-8"}, "ar"), ({"LANG": "fr_FR"}, "fr"), ({"LC_ALL": "C"}, "en")],
)
def test_the_shell_chooses_the_language(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    environment: dict[str, str],
    language: str,
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "TANSIQ_NODE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    said = page("help")["serve"][language]
    assert "".join(said.split()) in "".join(capsys.readouterr().out.split())
