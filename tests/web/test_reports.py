"""Reports over HTTP: written and signed, listed by pages and words, never without a trace."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.web.conftest import Client, House, hire
from tests.web.signing import Signing, come_in_to_sign

from tansiq.record.officers import CaseAssigned
from tansiq.terms.ids import HOME

FORM: dict[str, object] = {
    "title": "لقاء قرب الميناء",
    "text": "أفاد مصدر أن المشتبه فيه التقى شخصا قرب الميناء.",
    "language": "ar",
    "grade-source": "europol_4x4:B",
    "grade-information": "europol_4x4:3",
    "nature": "assessment",
    "handling": "H2",
    "source": "a waiter of the café of the mirage",
    "source-ids": "SW-77\nnarrow street 5",
    "reference": "P-125",
    "mention-schema": ["Person", "Person"],
    "mention-names": ["Younes El Mithali; يونس المثالي", ""],
    "mention-category": ["suspect", ""],
    "mention-properties": ["birthDate: 1980-05-01; 1981-05-01\nbirthDate: 1982", ""],
    "seized": "yes",
    "file": "home",
}


@pytest.fixture(scope="module")
def desk(house: House) -> Signing:
    return come_in_to_sign(house, "liaison")


@pytest.fixture(scope="module")
def filed(desk: Signing) -> str:
    attached = [("files", ("../../e\u202evil.txt", b"seen at the harbour", "text/plain"))]
    to = desk.sign("/reports/new", FORM, attached)["to"]
    assert re.fullmatch(r"/reports/[a-z0-9-]+", to)
    return to


def last_read(house: House) -> dict[str, object]:
    with house.node.store.reading() as tx:
        row = tx.one(
            "SELECT * FROM ledger.read_log LEFT JOIN ledger.read_text USING (number)"
            " ORDER BY number DESC LIMIT 1"
        )
    assert row
    return dict(row)


def test_a_report_is_filed_with_the_officers_act_and_shown_whole(
    desk: Signing, filed: str, house: House
) -> None:
    page = desk.client.get(filed)
    assert page.status_code == 200
    for said in ("لقاء قرب الميناء", "Younes El Mithali", "SW-77", "badge good", "birthDate"):
        assert said in page.text
    assert all(day in page.text for day in ("1980-05-01", "1981-05-01", "1982"))
    assert "needs an instrument to be passed on" in desk.client.get(f"{filed}?lang=en").text
    assert filed.removeprefix("/reports/") in last_read(house)["shown"]


def test_an_attachment_has_a_safe_name_and_no_browser_opens_it(desk: Signing, filed: str) -> None:
    found = re.search(r'href="([^"]+/files/[0-9a-f]{64})"', desk.client.get(filed).text)
    assert found
    answer = desk.client.get(found[1])
    assert answer.content == b"seen at the harbour"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''evil.txt"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def raw_form(name: bytes) -> tuple[bytes, dict[str, str]]:
    """The form with a file of this name, letter for letter as no browser would send it."""
    parts = [
        f'name="{key}"\r\n\r\n{one}'.encode()
        for key, held in FORM.items()
        for one in (held if isinstance(held, list) else [held])
    ]
    parts.append(b'name="files"; filename="' + name + b'"\r\nContent-Type: text/html\r\n\r\n<b>')
    body = b"".join(b"--x\r\nContent-Disposition: form-data; " + one + b"\r\n" for one in parts)
    return body + b"--x--\r\n", {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (b"../../../etc/passwd", "passwd"),
        (b"C:\\temp\\..\\boot.ini", "boot.ini"),
        (b". .", "file"),
        ("\u202etxt.\u2066exe\u2069".encode(), "txt.exe"),
        (b"null\x00byte.pdf", "nullbyte.pdf"),
        (b"a\nX-Evil: 1.txt", "aX-Evil_ 1.txt"),
        (b"a.txt; filename=evil.html", "a.txt_ filename=evil.html"),
        (("\u0633" * 300).encode() + b".pdf", "\u0633" * 116 + ".pdf"),
    ],
)
def test_a_file_is_kept_and_given_back_under_a_name_that_misleads_nobody(
    desk: Signing, name: bytes, kept: str
) -> None:
    body, headers = raw_form(name)
    headers |= {"X-CSRFToken": desk.client.token(), "HX-Request": "true"}
    dialog = desk.client.ask("POST", "/reports/new", content=body, headers=headers)
    answer = desk.client.get(desk.answer(dialog)["to"])
    found = re.search(r'href="([^"]+/files/[0-9a-f]{64})"', answer.text)
    assert found, answer.text
    given = desk.client.get(found[1]).headers
    assert given["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote(kept, safe='')}"
    assert given["Content-Type"] == "application/octet-stream"
    assert "X-Evil" not in given


def test_words_are_found_whatever_their_accents_but_never_in_the_source(
    desk: Signing, filed: str, house: House
) -> None:
    """Requirement 11.1: what was looked for stands in the read log."""
    report = filed.removeprefix("/reports/")
    for words in ("الميناء", "الْمِينَاءُ", "mithali YOUNES", "p-125", "evil"):
        assert report in desk.client.get(f"/reports?words={words}").text, words
    assert last_read(house)["text"] == "evil"
    for words in ("SW-77", "waiter", "mirage"):
        assert report not in desk.client.get(f"/reports?words={words}").text, words


def test_a_place_that_is_none_is_refused(desk: Signing) -> None:
    for after in ("x", "a|b|c", "a|b|-1", "a|b|" + "9" * 30):
        answer = desk.client.ask("GET", "/reports", params={"after": after})
        assert answer.status_code == 400
        assert "page_cursor" in answer.text


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"nature": ""}, "desk_nature_missing"),
        ({"title": " "}, "desk_field_missing"),
        ({"grade-information": "admiralty:3"}, "grade_mixed"),
        ({"handling": "H3"}, "handling_conditions"),
        ({"mention-category": ["", ""]}, "desk_category_missing"),
        ({"mention-properties": ["born in spring", ""]}, "desk_property"),
        ({"mention-properties": ["first name: x", ""]}, "desk_property"),
        ({"file": "desk:madrid~rabat"}, "access_not_on_file"),
        ({"erase": "1999-01-01"}, "retention_dates"),
    ],
)
def test_what_is_wrong_is_told_beside_the_form_and_nothing_is_written(
    desk: Signing, changed: dict[str, object], code: str
) -> None:
    """Requirement 3.3: no person is stored without a category."""
    answer = desk.send("/reports/new", {**FORM, **changed})
    assert answer.status_code in {400, 403}
    assert code in answer.text
    assert answer.headers["HX-Retarget"] == "#trouble"


def test_a_form_too_large_is_refused_before_it_is_kept(desk: Signing) -> None:
    files = [("files", ("big", b"0" * ((24 << 20) + 1), "text/plain"))]
    answer = desk.send("/reports/new", FORM, files)
    assert answer.status_code == 400
    assert "upload_too_large" in answer.text


def test_a_proof_is_taken_out_and_checked_in_words(desk: Signing, filed: str) -> None:
    found = re.search(r'action="(/proofs/[^"]+)"', desk.client.get(filed).text)
    assert found
    proof = desk.client.post(found[1])
    assert proof.headers["Content-Disposition"].endswith(".tsqp")
    told = desk.send(f"{found[1]}/checked", {})
    assert "notice good" in told.text
    files = {"file": ("x.tsqp", proof.content)}
    again = desk.send("/proofs", {}, files)
    assert "notice good" in again.text
    bad = bytearray(proof.content)
    bad[bad.index(b'"payload"') + 40] ^= 1
    files = {"file": ("x.tsqp", bytes(bad))}
    answer = desk.send("/proofs", {}, files)
    assert "notice bad" in answer.text or answer.status_code == 400


@pytest.mark.parametrize(
    "path", ["/reports", "/reports/new", "/asked", "/asked/fresh", "/asked/new", "{filed}",
             "{filed}/fresh", "{filed}/release"],
)  # fmt: skip
def test_who_runs_the_machine_or_watches_data_gets_no_content(
    house: House, filed: str, path: str
) -> None:
    """Requirement 11.2: the administrator cannot read case content."""
    for who in ("system_administrator", "data_protection_officer"):
        other = Client(house)
        other.come_in(who)
        other.post("/reason", reason="curiosity")
        answer = other.get(path.format(filed=filed))
        assert answer.status_code == 403, who
        assert "الميناء" not in answer.text
        assert "access_" in answer.text


def test_an_officer_who_may_not_see_the_source_is_told_whom_to_ask(
    filed: str, house: House, tmp_path: Path
) -> None:
    """Requirement 3.8."""
    hire(house, tmp_path, "intelligence_analyst")
    analyst = house.keys["intelligence_analyst"].officer
    house.change(CaseAssigned(officer=analyst, file=HOME))
    other = Client(house)
    other.come_in("intelligence_analyst")
    other.post("/reason", reason="second look")
    page = other.get(filed)
    assert page.status_code == 200
    assert "SW-77" not in page.text
    assert "Nawal Ouazzarine" in page.text


@pytest.mark.parametrize("named", ["r-0000", "../x", "%2e%2e", "0" * 64])
def test_a_guessed_id_is_not_found(desk: Signing, named: str) -> None:
    assert desk.client.get(f"/reports/{named}").status_code == 404
