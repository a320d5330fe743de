"""Files handed in and drafts judged over HTTP: rights, sizes, hostile names, text stays text."""

import re

import httpx
import pytest
from tests.web.conftest import Client, House
from tests.web.signing import Signing, come_in_to_sign

TEXT = """Golpe conjunto en Puerto Alto

El viernes 14 de marzo de 2026 la policía detuvo a siete personas en Puerto Alto.
Los ocho detenidos siguen bajo custodia. Marta Inventada, portavoz, usa el +34 600 555 142.
"""


@pytest.fixture(scope="module")
def signer(house: House) -> Signing:
    """An officer who may sign, on the home file."""
    return come_in_to_sign(house, "liaison")


def handed_in(client: Client, files: object = None, **fields: str) -> httpx.Response:
    """The form as the page's script sends it, a file at a time."""
    headers = {"X-CSRFToken": client.token(), "HX-Request": "true"}
    return client.ask("POST", "/intake/new", data=fields, files=files, headers=headers)


def draft_of(answer: httpx.Response) -> str:
    """Where the draft is shown."""
    assert answer.status_code == 200, answer.text
    found = re.search(r'href="(/intake/r-[a-z2-7]+)"', answer.text)
    assert found, answer.text
    return found[1]


def test_a_file_becomes_a_draft_beside_its_text(signer: Signing) -> None:
    """Requirement 9.3: an open-source item enters as a draft, with address, tool and digest."""
    files = {"files": ("golpe.txt", TEXT.encode(), "text/plain")}
    said = {"url": "https://diario.example/1", "outlet": "El Diario", "published": "2026-03-14"}
    at = draft_of(handed_in(signer.client, files, **said))
    page = signer.client.get(f"{at}?lang=en").text
    assert "El Diario" in page
