"""What a guessed id tells whoever is on no file: nothing, at either agency's papers."""

import re

from demo.desk import filed, inbox, let_go
from demo.narration import wait_for
from demo.opening import decide
from demo.stage import Side, Stage
from playwright.sync_api import Browser
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import Person, person
from tests.browser.oversight_steps import put_on_record
from tests.browser.test_acts import ask

NEVER = "r-aaaaaaaaaaaaaaaaaaaaaaaaaa"
REFUSAL = {"reason": "security", "explanation": "guess", "outcome": "complied"}
# Where each of them could be asked for: method, address and the form that goes with it.
READS = (
    "/reports/{report}", "/reports/{report}/fresh", "/reports/{report}/release",
    "/reports/{report}/files/" + "0" * 64,
    "/releases/rabat/{ours}", "/releases/rabat/{ours}/fresh",
    "/releases/madrid/{theirs}", "/releases/madrid/{theirs}/fresh",
    "/releases/madrid/{theirs}/onward", "/releases/madrid/{theirs}/files/" + "0" * 64,
    "/asked/request/madrid/{request}", "/retention?report={report}",
    "/retention?report=madrid/{theirs}",
)  # fmt: skip
ACTS: dict[str, dict[str, str]] = {
    "/reports/{report}/release": {"channel": "desk:madrid~rabat", "seen": "madrid"},
    "/reports/{report}/release/preview": {"channel": "desk:madrid~rabat", "seen": "madrid"},
    "/releases/madrid/{theirs}/onward": {"channel": "desk:madrid~rabat", "seen": "madrid"},
    "/releases/rabat/{ours}/recall": {"reason": "wrong", "measure": "erase"},
    "/releases/rabat/{ours}/correct": {"title": "x", "explanation": "guess"},
    "/releases/madrid/{theirs}/permission": {"recipients": "rabat", "purpose": "guess"},
    "/asked/request/madrid/{request}/refuse": REFUSAL,
    "/asked/request/madrid/{request}/acknowledge": {},
    "/asked/recall/madrid/{theirs}/answer": REFUSAL,
    "/asked/correction/madrid/{theirs}/answer": REFUSAL,
    "/asked/permission/madrid/{theirs}/give": {"recipient": "rabat"},
    "/asked/permission/madrid/{theirs}/refuse": REFUSAL,
    "/desk/requests/madrid/{request}/refuse": REFUSAL,
    "/desk/requests/madrid/{request}/nothing-held": {},
    "/desk/recalls/madrid/{theirs}/answer": REFUSAL,
    "/retention/orders": {"class": "{kept}", "ground": "wrong", "explanation": "guess"},
    "/retention/holds": {"class": "{kept}", "ground": "guess"},
    "/retention/classes/{kept}/review": {"ground": "guess", "following": "2028-01-01"},
    "/proofs/{entry}": {},
    "/proofs/{entry}/checked": {},
}


def outsider(side: Side) -> None:
    """A case officer and prosecutor whom nobody has put on a file."""
    path = str(side.folder / "officers" / "outsider.key")
    side.tansiq("officer key create {path}", path=path)
    side.officers["outsider"] = side.folder / "officers" / "outsider.key"
    adding = "officer propose add --key-file {path} --name {name}"
    adding += " --role case_officer --role prosecutor"
    decide(side, "liaison", "case", adding, path=path, name="Rachid Ghairmaddoun")


def there(stage: Stage) -> dict[str, str]:
    """Ids of what lies at rabat: its own papers, and what madrid sent."""
    rabat, madrid = stage.sides
    title, foreign = "Billet de traversée", "Courier arrested at the station"
    made, came = let_go(rabat, filed(rabat)[title]), let_go(madrid, filed(madrid)[foreign])
    wait_for("it reaches rabat", lambda: came["release"] in inbox(rabat))
    return {
        "report": filed(rabat)[title],
        "ours": made["release"],
        "theirs": came["release"],
        "request": ask(stage, "¿Quién guarda la llave?"),
        "kept": rabat.tansiq(
            "retention classes {it}", it=filed(rabat)[title], who="case", reason="test"
        )["classes"][0]["class_id"],
        "entry": made["entry"],
    }


FETCH = """async ([path, form]) => {
  const headers = {"X-CSRFToken": document.documentElement.dataset.csrf};
  const asked = form && {method: "POST", body: new URLSearchParams(form),
                         headers: {...headers, "HX-Request": "true"}};
  const answer = await fetch(path, asked || {headers});
  return [answer.status, await answer.text()];
}"""
VARIES = re.compile(r'data-(csrf|nonce|now)="[^"]*"|value="[A-Za-z0-9]{64}"|\d\d:\d\d')


def told(one: Person, path: str, form: dict[str, str] | None, ids: dict[str, str]) -> list[object]:
    """Status and page, without the ids and what differs in every answer."""
    fields = None if form is None else {key: held.format(**ids) for key, held in form.items()}
    status, page = one.page.evaluate(FETCH, [path.format(**ids), fields])
    for name in ids.values():
        page = page.replace(name, "·")
    return [status, VARIES.sub("", page)]


def test_a_guess_is_answered_like_what_was_never_there(browser: Browser, stage: Stage) -> None:
    """Reports, releases of both agencies, requests, classes, entries: read or acted on."""
    outsider(stage.rabat)
    real = there(stage)
    absent = {**dict.fromkeys(real, NEVER), "kept": "rc-" + "a" * 26, "entry": "te1:" + "a" * 52}
    every: list[tuple[str, dict[str, str] | None]] = [(path, None) for path in READS]
    every += ACTS.items()
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, "outsider", "es")
        put_on_record(one, stage.rabat, "outsider")
        one.go("/reason?next=/reports")
        state_reason(one)
        with one.expecting("404"):
            for path, form in every:
                found = told(one, path, form, real)
                assert found == told(one, path, form, absent), path
                assert found[0] == 404, (path, found)
