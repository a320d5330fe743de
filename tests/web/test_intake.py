"""Files handed in and drafts judged over HTTP: rights, sizes, hostile names, text stays text."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import httpx
import pytest
from tests.web.acting import reader
from tests.web.conftest import Client, House
from tests.web.glimpse import glimpse
from tests.web.hiring import entered
from tests.web.signing import Signing, come_in_to_sign

from tansiq.node import intakes
from tansiq.terms.roles import Role
from tansiq.web.application import UPLOADS

TEXT = """Golpe conjunto en Puerto Alto

El viernes 14 de marzo de 2026 la policía detuvo a siete personas en Puerto Alto.
Los ocho detenidos siguen bajo custodia. Yunes El Mizali, de 38 años, usa el +34 600 555 142.
"""
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)> & \u202etxt.exe"


@pytest.fixture(scope="module")
def signer(house: House) -> Signing:
    """An officer who may sign, on the home file."""
    return come_in_to_sign(house, "liaison")


def file(name: str, data: str | bytes = TEXT) -> tuple[str, tuple[str, bytes, str]]:
    """One file of a form."""
    return "files", (name, data if isinstance(data, bytes) else data.encode(), "text/plain")


def handed_in(client: Client, *files: object, part: bool = True, **fields: str) -> httpx.Response:
    """The form as the page's script sends it, a file at a time, or as a browser without it does."""
    headers = {"X-CSRFToken": client.token(), **({"HX-Request": "true"} if part else {})}
    return client.ask("POST", "/intake/new", data=fields, files=list(files), headers=headers)


def at(answer: httpx.Response) -> str:
    """Where the draft is shown."""
    assert answer.status_code == 200, answer.text
    found = re.search(r'href="(/intake/r-[a-z2-7]+)"', answer.text)
    assert found, answer.text
    return found[1]


def shown(one: Signing, path: str) -> str:
    answer = one.client.get(f"{path}{'&' if '?' in path else '?'}lang=en")
    assert answer.status_code == 200, answer.text
    return answer.text


def drafts(house: House) -> int:
    return len(intakes.drafts(house.node, reader(house, "liaison")))


def test_a_file_becomes_a_draft_beside_its_text(signer: Signing) -> None:
    """Requirement 9.3: an open-source item enters as a draft: address, hour, tool, digest, who."""
    said = {"url": "https://diario.example/1", "outlet": "El Diario", "published": "2026-03-14"}
    here = at(handed_in(signer.client, file("golpe.txt"), **said))
    page = shown(signer, here)
    for told in ("El Diario", "https://diario.example/1", "published", "golpe.txt", "sha256"):
        assert told in page, told
    assert "Two figures for one event" in page
    assert "The day does not fit the date" in page
    numbers = set(re.findall(r'id="p-(\d+)"', page))
    assert numbers
    assert numbers == set(re.findall(r'id="s-(\d+)"', page)), "each row has its words, and back"
    name, _, data = intakes.original(
        signer.client.house.node, reader(signer.client.house, "liaison"), here.split("/")[-1]
    )
    taken = signer.client.get(f"{here}/original")
    assert (name, data) == ("golpe.txt", TEXT.encode())
    assert taken.content == data
    assert taken.headers["Content-Disposition"].startswith("attachment;")


def test_the_same_bytes_are_one_draft(signer: Signing, house: House) -> None:
    first = at(handed_in(signer.client, file("one.txt", "Karim Belhadri was arrested today.")))
    count = drafts(house)
    again = handed_in(signer.client, file("two.txt", "Karim Belhadri was arrested today."))
    assert at(again) == first
    assert "badge warn" in again.text
    assert drafts(house) == count


def test_without_a_script_a_form_takes_several_and_each_has_its_outcome(signer: Signing) -> None:
    answer = handed_in(
        signer.client,
        file("good.txt", "Three men were arrested in Port Alder."),
        file("broken.pdf", b"%PDF-1.7\ngarbage"),
        file("empty.txt", b""),
        part=False,
        text="A pasted text: two phones were seized in Port Alder.",
    )
    assert answer.status_code == 200
    told = re.findall(r"<li><b><bdi[^>]*>([^<]+)</bdi></b>(.*?)</li>", answer.text, re.DOTALL)
    assert [name.partition("-")[0] for name, _ in told] == [
        "good.txt", "broken.pdf", "empty.txt", "pasted",
    ]  # fmt: skip
    assert "draft_empty" in told[2][1]
    assert "/intake/r-" in told[0][1]
    assert "/intake/r-" in told[3][1]
    failed = re.search(r"/intake/r-[a-z2-7]+", told[1][1])
    assert failed, "what cannot be read is a draft too"
    page = shown(signer, failed[0])
    assert "Nothing is proposed." in page
    assert "The original is kept as it came" in page


def test_a_form_without_a_file_says_so(signer: Signing) -> None:
    for fields in ({}, {"text": " \n"}):
        answer = handed_in(signer.client, **fields)
        assert (answer.status_code, "draft_empty" in answer.text) == (400, True)


def test_what_is_too_large_is_refused_before_it_is_read(signer: Signing, house: House) -> None:
    count = drafts(house)
    page = shown(signer, "/intake/new")
    most = re.search(r'data-most="(\d+)"', page)
    assert most
    assert int(most[1]) < UPLOADS, "the page says it before anything is sent"
    answer = handed_in(signer.client, file("large.bin", bytes(UPLOADS)))
    assert (answer.status_code, "upload_too_large" in answer.text) == (400, True)
    assert drafts(house) == count


def test_a_form_from_elsewhere_takes_nothing_in(signer: Signing, house: House) -> None:
    count = drafts(house)
    for more in ({"Origin": "http://evil.example"}, {"X-CSRFToken": "a" * 32}):
        found = glimpse(signer.client, "POST", "/intake/new", form="text=forged", more=more)
        assert (found.status, "request_forged" in found.text) == (403, True)
    assert drafts(house) == count


def test_pages_answer_while_a_file_is_being_read(signer: Signing) -> None:
    """Reading has a thread of its own: whoever hands in waits for it, and nobody else does."""
    go_on = threading.Event()
    room = import_module("tansiq.web.house").house().room
    with ThreadPoolExecutor(2) as others:
        reading = others.submit(room.read, lambda _: go_on.wait(60))
        waiting = others.submit(handed_in, signer.client, file("next.txt", "Two were arrested."))
        assert shown(signer, "/intake")
        assert not reading.done()
        assert not waiting.done()
        go_on.set()
        assert at(waiting.result())


def test_hostile_names_and_texts_are_shown_as_text(signer: Signing) -> None:
    said = {"outlet": EVIL, "url": f"javascript:{EVIL}"}
    here = at(handed_in(signer.client, file(f"../../{EVIL}.txt", f"{EVIL}\n\n{TEXT}"), **said))
    for path in (here, "/intake", "/intake/sources", "/intake/contradictions"):
        page = shown(signer, path)
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert "\u202e" not in page, path
        assert 'href="javascript:' not in page, path
    page = shown(signer, here)
    assert "&lt;script&gt;alert(1)" in page
    assert "⟨U+202E⟩" in page
    assert "../" not in page.partition("<main")[2]


def test_who_is_not_on_the_home_file_sees_and_takes_nothing(house: House, signer: Signing) -> None:
    here = at(handed_in(signer.client, file("golpe.txt")))
    analyst = entered(house, Role.INTELLIGENCE_ANALYST)
    for path in ("", "/new", "/sources", "/contradictions", "/set-aside"):
        page = analyst.get(f"/intake{path}?lang=en").text
        assert "You are not on the file home yet." in page, path
        assert "/intake/r-" not in page, path
    for path in (here, f"{here}/original", "/intake/fresh"):
        told = analyst.get(path)
        assert (told.status_code, "draft_unknown" in told.text) == (404, True), path
    answer = handed_in(analyst, file("golpe.txt"))
    assert (answer.status_code, "access_not_on_file" in answer.text) == (403, True)


def test_a_batch_of_rejections_asks_for_no_case(signer: Signing) -> None:
    here = at(handed_in(signer.client, file("rejected.txt", TEXT.replace("Yunes", "Samir"))))
    said = {"verdict.1": "rejected", "reason.1": "a rumour", "verdict.2": "", "value.2": "typed"}
    assert signer.sign(f"{here}/judge", said)["to"] == here
    page = shown(signer, here)
    assert "a rumour" in page
    assert "1 rejected" in shown(signer, "/intake")
    twice = signer.send(f"{here}/judge", said)
    assert (twice.status_code, "draft_judged" in twice.text) == (409, True)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "draft_verdicts"),
        ({"verdict.1": "rejected"}, "desk_field_missing"),
        ({"verdict.1": "perhaps"}, "word_unknown"),
        ({"verdict.x": "rejected", "reason.x": "no"}, "draft_proposal"),
        ({"verdict.999": "rejected", "reason.999": "no"}, "draft_proposal"),
        ({"verdict.1": "accepted", "channel": "no channel"}, "id_invalid"),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)
def test_what_a_batch_lacks_is_said_before_a_signature(
    signer: Signing, said: dict[str, object], code: str
) -> None:
    here = at(handed_in(signer.client, file("golpe.txt")))
    answer = signer.send(f"{here}/judge", said)
    assert 400 <= answer.status_code < 500
    assert code in answer.text


def test_a_whole_draft_is_set_aside_with_its_reason(signer: Signing) -> None:
    here = at(handed_in(signer.client, file("aside.txt", "An old rumour of Port Alder.")))
    bare = signer.send(f"{here}/set-aside", {"reason": " "})
    assert (bare.status_code, "desk_field_missing" in bare.text) == (400, True)
    assert signer.sign(f"{here}/set-aside", {"reason": "years old"})["to"] == "/intake/set-aside"
    assert "years old" in shown(signer, "/intake/set-aside")
    assert here not in shown(signer, "/intake")
    page = shown(signer, here)
    assert "years old" in page
    assert 'id="batch-case"' not in page, "nothing can be chosen of it any more"


def test_a_long_text_comes_in_sheets_and_links_find_theirs(signer: Signing) -> None:
    many = "\n\n".join(f"Karim Belhadri number {n} was seen. " + "Words. " * 60 for n in range(99))
    here = at(handed_in(signer.client, file("long.txt", f"{TEXT}\n\n{many}\n\nNueve detenidos.")))
    first, second = shown(signer, here), shown(signer, f"{here}?sheet=2")
    assert 'aria-current="page">1<' in first
    assert not set(re.findall(r'id="p-(\d+)"', first)) & set(re.findall(r'id="p-(\d+)"', second))
    for odd in ("0", "-1", "99999999999", "x", "٣"):
        assert 'aria-label="Sheets of the text"' in shown(signer, f"{here}?sheet={odd}")


def test_an_unknown_draft_is_nowhere(signer: Signing) -> None:
    for path in ("", "/original"):
        answer = signer.client.get(f"/intake/r-aaaaaaaaaaaaaaaaaaaaaaaaaa{path}")
        assert (answer.status_code, "draft_unknown" in answer.text) == (404, True)
