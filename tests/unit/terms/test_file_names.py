"""Names of uploaded files mislead neither a person nor a system."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tansiq.terms.file_names import LONGEST, safe_name
from tansiq.terms.text import check_identifier_text


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\تقرير.pdf", "تقرير.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        (".htaccess", "htaccess"),
        ("con.txt", "_con.txt"),
        ('a"b\r\nSet-Cookie: x.pdf', "a_bSet-Cookie_ x.pdf"),
        ("", "file"),
        ("..", "file"),
        ("x" * 300 + ".pdf", "x" * (LONGEST - 4) + ".pdf"),
    ],
)
def test_a_name_keeps_its_ending_and_loses_what_misleads(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


@given(st.text())
def test_whatever_comes_the_name_is_plain(text: str) -> None:
    name = safe_name(text)
    assert check_identifier_text(name) == name
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\:"<>|?*;%')
    assert safe_name(name) == name
