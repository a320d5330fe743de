"""Pictures of the main pages, in Arabic and in Spanish, from two nodes with something to show.

Promises: one command makes them all again, in the same sizes and under the same names, and the page
`docs/pages.md` that shows them; every person, place and case on them is the demo's, and invented.
A page that is added to the navigation is on them by itself.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from demo import casework, desk, duties, opening  # noqa: E402
from demo.narration import Narrator  # noqa: E402
from demo.stage import Side, Stage, set_stage  # noqa: E402
from tests.browser import fielded, operated, taken, warned  # noqa: E402
from tests.browser.boards import acting, operation  # noqa: E402
from tests.browser.chromium import launch  # noqa: E402
from tests.browser.entering import come_in, state_reason  # noqa: E402
from tests.browser.gate import Person  # noqa: E402
from tests.browser.matched import names_met  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 1280, "height": 860}
WALL = {"width": 1920, "height": 1080}
ON_THE_WALL = frozenset({"board"})
LANGUAGES = {"rabat": "ar", "madrid": "es"}
REASONS = {"ar": "جولة المناوبة، التحقيق 31/26", "es": "Ronda de guardia, diligencias 31/26"}
FOUND = {"ar": "غرفة 2، درج المكتب", "es": "Cuarto 2, cajón de la mesa"}
LIVES = {"ar": "شوهدوا في الطريق إلى المكان", "es": "Se les ha visto de camino al lugar"}
WHO = ("liaison", "machine", "privacy", "guard")
TITLE = {"ar": "بالعربية", "es": "en español"}


def shots(stage: Stage, browser: Browser) -> list[tuple[str, str]]:
    """Every screen that one of these officers is shown the way to; its name and language."""
    made: list[tuple[str, str]] = []
    for side in stage.sides:
        seen = {"/passkeys"}
        for who in WHO:
            made += _of_officer(side, who, browser, seen)
    return made


def _of_officer(side: Side, who: str, browser: Browser, seen: set[str]) -> list[tuple[str, str]]:
    language = LANGUAGES[side.id]
    context = browser.new_context(
        viewport=SIZE, device_scale_factor=1, reduced_motion="reduce", color_scheme="light"
    )
    one = Person(context, context.new_page(), side.url)
    made = []
    if who == "liaison":
        one.go(f"/sign-in?lang={language}")
        made.append(_taken(one, "sign-in", language))
    come_in(one, side, who, language)
    for path in _ways(one):
        if path not in seen:
            seen.add(path)
            one.go(path)
            if "/reason" in one.page.url:
                state_reason(one, REASONS[language])
            made.append(_taken(one, path.strip("/").replace("/", "-"), language))
    if who == "liaison":
        below = (*_of_the_case(one), *_of_the_matches(one), *_of_the_operations(one))
        for name, path in (*below, *_of_the_intake(one, language)):
            one.go(path)
            made.append(_taken(one, name, language))
    if who == "guard":
        made += _of_the_warnings(one, language)
    context.close()
    return made


def _of_the_warnings(one: Person, language: str) -> list[tuple[str, str]]:
    """What lies below the warnings: the register once it is open, the form, one with its ladder."""
    one.go("/alerts/sites")
    state_reason(one, REASONS[language])
    made = [_taken(one, "alerts-register", language)]
    one.go("/alerts/new")
    made.append(_taken(one, "alerts-new", language))
    one.go("/alerts")
    # What stands last is in force, with its source and its partner.
    one.page.locator("#h-force").locator("xpath=../..").locator("tbody a").last.click()
    one.ready()
    return [*made, _taken(one, "alert", language)]


def warn(stage: Stage) -> None:
    """At both agencies: a site, a warning that a contact was mailed about, one for a life."""
    warned.guards(stage)
    for side in stage.sides:
        site = warned.site(side)
        report = side.act(
            "liaison", "report file --language en --grade europol_4x4:B2 --handling H2",
            "--title", "Rumour at the market", "--text", "A man spoke of the northern door.",
            "--source", "the baker",
        )["report"]  # fmt: skip
        based = ("--basis", f"report:{report}", "--channel", opening.CHANNEL)
        warned.warned(side, site, *based)
        warned.sent(side)
        warned.warned(side, site, "--danger-to-life", LIVES[LANGUAGES[side.id]])
        warned.sent(side)


def _of_the_case(one: Person) -> list[tuple[str, str]]:
    """What lies below a case: the case itself, and the file of its person."""
    case = f"/cases/{casework.CASE.removeprefix('case:')}"
    one.go(f"{case}/entities")
    person = str(one.page.locator("main tbody a").first.get_attribute("href"))
    found = [("case", case), ("entities", f"{case}/entities"), ("entity", person)]
    found += [("contradictions", f"{case}/contradictions"), ("agreement", f"{case}/agreement")]
    return [*found, ("work", f"{case}/tasks")]


def _of_the_matches(one: Person) -> list[tuple[str, str]]:
    """What lies below the matches: lists, the forms, one match and one hit to judge."""
    one.go("/matches")
    hit = str(one.page.locator("main a[href*='/hits/']").first.get_attribute("href"))
    found = [("lists", "/matches/lists"), ("list-new", "/matches/lists/new")]
    found += [("match-new", "/matches/new"), ("match", hit.partition("/hits/")[0])]
    return [*found, ("hit", hit)]


def of_the_field(side: Side, browser: Browser) -> tuple[str, str]:
    """A telephone without a line: the second thing of an arrested person is being entered."""
    language = LANGUAGES[side.id]
    with fielded.at_the_phone(
        browser, fielded.day(side), language, size={"width": 390, "height": 844}
    ) as one:
        page = one.page
        with one.expecting(*fielded.OFFLINE):
            fielded.cut(one)
            page.locator("a.way[href='#arrest']").click()
            page.locator("[name=rights_told]").check()
            page.locator(".p-foot .main-act").click()
            page.locator("a.way[href='#seizure']").click()
            page.locator("[name=label]").fill("LAB-000417")
            page.locator(".kinds label").first.click()
            page.locator("[name=found]").fill(FOUND[language])
            page.locator("[name=held_by]").select_option(index=1)
            page.wait_for_timeout(6500)
            taken = _taken(one, "field", language)
            one.context.set_offline(False)
    return taken


def _of_the_intake(one: Person, language: str) -> list[tuple[str, str]]:
    """What lies below the drafts: one in the other language beside its text, and the desks."""
    one.go("/intake")
    title = taken.HEADLINE[{"ar": "es", "es": "ar"}[language]]
    draft = str(one.page.locator("main a.b", has_text=title).first.get_attribute("href"))
    rest = ("new", "contradictions", "sources")
    return [("draft", draft), *((f"intake-{name}", f"/intake/{name}") for name in rest)]


def hand_in(stage: Stage) -> None:
    """At both agencies: a story in each language, a copy, and one whose figures differ."""
    for side in stage.sides:
        for sheet in taken.stories():
            path = stage.table / sheet.name
            path.write_text(sheet.text, encoding="utf-8")
            side.tansiq(
                "intake take {file} --url {url}", who="liaison", reason="sources of the day",
                file=str(path), url=f"https://diario.example/{sheet.name}",
            )  # fmt: skip
        # One organisation of the story in the other language is in the case already.
        draft, number = {"ar": ("D-0001", "3"), "es": ("D-0002", "4")}[LANGUAGES[side.id]]
        side.act(
            "liaison", "intake accept {draft} {number} --case {case} --handling H0",
            "--grade", "europol_4x4:C3", draft=draft, number=number, case=casework.CASE,
        )  # fmt: skip


def _of_the_operations(one: Person) -> list[tuple[str, str]]:
    """The board of the operation that is under way."""
    one.go("/operations")
    return [("board", str(one.page.locator("main tbody a").first.get_attribute("href")))]


def _under_way(stage: Stage) -> None:
    """An operation before its go: one party has voted, one site of rabat is not ready."""
    where = operation(stage, timedelta(minutes=42), sites=3)
    rabat, madrid = (acting(side, where) for side in stage.sides)
    rabat.vote()
    rabat.unready("RABAT-2")
    rabat.report("RABAT-1")
    madrid.report("MADRID-1", "ready")


def of_the_operation(side: Side, browser: Browser, made: str) -> list[tuple[str, str]]:
    """What a case officer of a side sees of it."""
    language = LANGUAGES[side.id]
    context = browser.new_context(
        viewport=SIZE, device_scale_factor=1, reduced_motion="reduce", color_scheme="light"
    )
    one = Person(context, context.new_page(), side.url)
    come_in(one, side, "case", language)
    at = f"/operations/{casework.CASE}/{made}"
    one.go(f"/reason?next={at}/part")
    state_reason(one, REASONS[language])
    site = f"{operated.WORDS[side.id]['code']}-1"
    found = []
    for name, path in (("own-part", "part"), ("own-site", f"sites/{site}"), ("order", "order"),
                       ("vote", "vote")):  # fmt: skip
        one.go(f"{at}/{path}")
        found.append(_taken(one, name, language))
    context.close()
    return found


def _ways(one: Person) -> list[str]:
    links = one.page.locator("nav a[href^='/']").all()
    return [str(link.get_attribute("href")) for link in links]


def _taken(one: Person, name: str, language: str) -> tuple[str, str]:
    one.page.set_viewport_size(WALL if name in ON_THE_WALL else SIZE)
    one.page.evaluate("document.fonts.ready")
    one.page.screenshot(path=IMAGES / f"{name}-{language}.png", animations="disabled")
    return name, language


def page(made: list[tuple[str, str]]) -> str:
    """The page of documentation that shows them."""
    lines = [
        "# The pages",
        "",
        "Made by `python3 dev.py shots`; people, places and cases are invented.",
        "",
    ]
    for name in dict.fromkeys(name for name, _ in made):
        lines += [f"## {name.replace('-', ' ')}", ""]
        lines += [
            f"![{name}, {TITLE[language]}](images/{name}-{language}.png)\n"
            for other, language in made
            if other == name
        ]
    return "\n".join(lines)


def main() -> None:
    """Set the stage, take the pictures, write the page."""
    tell = Narrator(quiet=True)
    with (
        tempfile.TemporaryDirectory(prefix="shots-") as folder,
        set_stage(Path(folder), 8501) as stage,
        sync_playwright() as playwright,
    ):
        work = (casework.opening, casework.together)
        for chapter in (*opening.CHAPTERS, desk.report, desk.release, duties.ask, *work):
            chapter(stage, tell)
        duties.question(stage.madrid, "¿Consta la matrícula 000-XYZ?", "urgent_direct")
        names_met(stage)
        warn(stage)
        hand_in(stage)
        _under_way(stage)
        day = operated.whole(stage, casework.CASE)
        browser = launch(playwright)
        made = shots(stage, browser)
        made += [of_the_field(side, browser) for side in stage.sides]
        for side in stage.sides:
            made += of_the_operation(side, browser, day)
        browser.close()
    (ROOT / "docs" / "pages.md").write_text(page(made), encoding="utf-8")
    print(f"{len(made)} pictures in docs/images, shown in docs/pages.md")


if __name__ == "__main__":
    main()
