"""What the pages say to type and to open exists."""

import contextlib
import io

from tests.docs.pages import REPOSITORY, commands, links, name, pages
from tests.shape.source import none_of

from tansiq.cli.catalogue import all_commands
from tansiq.cli.frame import build
from tansiq.terms.languages import Language

DEV = {"demo", "test", "check", "fmt", "bench", "docs", "messages", "clean"}


def test_every_link_into_the_repository_leads_somewhere() -> None:
    none_of(
        f"{name(page)}: {target}"
        for page in pages()
        for target in links(page)
        if not (page.parent / target).exists()
    )


def test_every_dev_command_exists() -> None:
    typed = [(name(page), words) for page in pages() for words in commands(page, "python3 dev.py")]
    assert typed
    none_of(f"{page}: {words}" for page, words in typed if words[0] not in DEV)
    benches = {words[1] for _, words in typed if words[0] == "bench" and len(words) > 1}
    none_of(bench for bench in benches if not (REPOSITORY / "bench" / f"{bench}.py").is_file())


def refusal(words: list[str]) -> str:
    """What the parser says against a command line; nothing if it takes it."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            build(all_commands(), Language.EN).parse_args(words)
    except SystemExit as end:
        return said.getvalue().strip().rpartition("\n")[2] if end.code else ""
    return ""


def test_every_tansiq_command_is_one_that_the_program_takes() -> None:
    """STYLE: README commands and how-to snippets are compared with the code."""
    # The tutorial is a script of the shell, and is run as one.
    parsed = [page for page in pages() if page.name != "tutorial.md"]
    typed = [(name(page), words) for page in parsed for words in commands(page, "tansiq")]
    assert typed
    none_of(f"{page}: {' '.join(w)}: {why}" for page, w in typed if (why := refusal(w)))
