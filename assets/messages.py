"""Gathers the words of the pages into the catalogues: one file for each part and language.

Promises: a part is a folder of templates with the page file of the same name; a word of several
parts stands in `shell`; what is translated stays, what is no longer said goes; words without a
translation are named, and the exit code is 1. A person translates; nothing is guessed.
"""

import sys
from collections import defaultdict
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).resolve().parent.parent / "src" / "tansiq" / "web"
LOCALE = WEB / "locale"
LANGUAGES = ("ar", "es", "fr", "en")
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
SHELL = "shell"
# A file of words beside the pages that belongs to one part of them.
WORDS_OF = {"field_words.py": "field"}
# Babel's own header swaps the Arabic forms for 11 and 100.
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 :"
    " n%100>=11 ? 4 : 5);",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "en": "nplurals=2; plural=(n != 1);",
}
FORMS = {"ar": 6, "es": 2, "fr": 2, "en": 2}

Word = str | tuple[str, ...]


def part_of(path: str) -> str:
    """The part of the pages that a file belongs to."""
    parts = Path(path).parts
    folders = {one.name for one in (WEB / "templates").iterdir() if one.is_dir()} - {"parts"}
    if parts[0] == "templates" and len(parts) > 2 and parts[1] in folders:
        return parts[1]
    stem = Path(path).stem
    if path in WORDS_OF:
        return WORDS_OF[path]
    return stem if parts[0] == "pages" and stem in folders else SHELL


def gathered() -> dict[str, set[Word]]:
    """Every word of the pages, by part."""
    found: dict[Word, set[str]] = defaultdict(set)
    options = {
        "**/templates/**.html": {
            "newstyle_gettext": "true",
            "trim_blocks": "true",
            "silent": "false",
        }
    }
    words = extract_from_dir(
        str(WEB), METHODS, options, keywords={"_": None, "gettext": None, "N_": None,
        "ngettext": (1, 2)},
    )  # fmt: skip
    for path, _, word, _, _ in words:
        found[word].add(part_of(path))
    parts: dict[str, set[Word]] = defaultdict(set)
    for word, where in found.items():
        parts[where.pop() if len(where) == 1 else SHELL].add(word)
    return parts


def known(language: str) -> dict[Word, str | tuple[str, ...]]:
    """What is translated already, wherever it stands."""
    kept: dict[Word, str | tuple[str, ...]] = {}
    for path in sorted((LOCALE / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as opened:
            for one in read_po(opened, locale=language):
                if one.id and one.string:
                    kept[one.id if isinstance(one.id, str) else tuple(one.id)] = one.string
    return kept


def empty(word: Word, language: str) -> str | tuple[str, ...]:
    """The place of a translation that is missing; English is what the code says."""
    if isinstance(word, tuple):
        return word if language == "en" else ("",) * FORMS[language]
    return word if language == "en" else ""


def write(language: str, part: str, words: set[Word], kept: dict[Word, object]) -> list[Word]:
    """One catalogue; the words it lacks."""
    made = Catalog(locale=language, fuzzy=False, header_comment=f"# {part}: {language}")
    missing = []
    for word in sorted(words, key=str):
        said = kept.get(word) or empty(word, language)
        if not all(said if isinstance(said, tuple) else [said]):
            missing.append(word)
        made[word] = Message(word, said)
    folder = LOCALE / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{part}.po"
    with path.open("wb") as opened:
        write_po(opened, made, width=0, sort_output=True, omit_header=True)
    head = (
        f'# The words of the part "{part}"; gathered by `python3 dev.py messages`.\n'
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
        f'"Plural-Forms: {PLURALS[language]}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    path.write_text(head + path.read_text(encoding="utf-8"), encoding="utf-8")
    return missing


def main() -> int:
    """Gather; 0 when nothing lacks a translation."""
    parts, lacking = gathered(), 0
    for language in LANGUAGES:
        kept = known(language)
        for old in (LOCALE / language / "LC_MESSAGES").glob("*.po"):
            old.unlink()
        for part, words in sorted(parts.items()):
            for word in write(language, part, words, dict(kept)):
                lacking += 1
                print(f"{language} {part}: {word}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
