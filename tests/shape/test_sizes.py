"""Sizes that keep a file readable in one sitting."""

from tests.shape.source import PRODUCT, REPOSITORY, functions, modules, none_of, scripts

FILE_LINES = 300
FUNCTION_LINES = 40
README_LINES = 120
DECISION_LINES = 40


def lines(text: str) -> int:
    return len(text.splitlines())


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    everything = (*modules(PRODUCT), *modules(REPOSITORY / "tests"), *scripts())
    none_of(f"{m.name} {lines(m.text)}" for m in everything if lines(m.text) > FILE_LINES)


def test_no_function_is_longer_than_forty_lines() -> None:
    everything = (*modules(PRODUCT), *scripts())
    none_of(f"{f} {n}" for m in everything for f, n in functions(m) if n > FUNCTION_LINES)


def test_readme_fits_on_two_screens() -> None:
    assert lines((REPOSITORY / "README.md").read_text(encoding="utf-8")) <= README_LINES


def test_decision_records_are_short() -> None:
    records = sorted((REPOSITORY / "docs" / "decisions").glob("*.md"))
    assert records
    sizes = {r.name: lines(r.read_text(encoding="utf-8")) for r in records}
    none_of(f"{name} {n}" for name, n in sizes.items() if n > DECISION_LINES)
