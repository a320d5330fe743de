"""Several agencies at once: founded side by side, enrolled with one another, one channel of all.

Promises the same as the stage of two: what was started is stopped again, whatever happens. Knows no
story; the demo's third country, the tests of an operation and its figures stand on it.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path
from typing import TypeVar

from demo.narration import wait_for
from demo.ports import Failed
from demo.side import Side, placed

T = TypeVar("T")
FOUNDERS = (
    ("liaison", "liaison_officer,intelligence_analyst"),
    ("case", "case_officer,prosecutor"),
)


@dataclass(frozen=True)
class Agency:
    """What an agency is founded with; `url` is where partners reach it, when not straight."""

    id: str
    zone: str
    names: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    locale: str = "en"
    people: Mapping[str, str] = field(default_factory=dict)
    url: str = ""


def each(sides: Sequence[Side], work: Callable[[Side], T]) -> list[T]:
    """Do the same at every side, two at once."""
    with ThreadPoolExecutor(2) as pool:
        try:
            return list(pool.map(work, sides))
        except BaseException:
            for side in sides:
                side.give_up()
            raise


def install(side: Side, agency: Agency) -> None:
    """Found one node with its two founders on `home`, and start it."""
    names = agency.names or {"en": f"Agency {side.id}"}
    words = [word for key, text in names.items() for word in ("--name", f"{key}={text}")]
    for who, roles in FOUNDERS:
        words += ["--founder", f"{agency.people.get(who, who)}={roles}"]
    if agency.url:
        words += ["--exchange-url", agency.url]
    made = side.tansiq(
        "init --id {id} --exercise --officers {officers} --root-key {root} --web-port {web}"
        " --exchange-port {exchange} --web-url {url} --zone {zone} --locale {locale}"
        " --language {language}",
        *words,
        id=side.id,
        officers=str(side.folder / "officers"),
        root=str(side.folder / "root"),
        web=str(side.ports.web),
        exchange=str(side.ports.exchange),
        url=side.url,
        zone=agency.zone,
        locale=agency.locale,
        language=agency.language,
    )
    for (who, _), founder in zip(FOUNDERS, made["founders"], strict=True):
        side.officers[who] = side.key_of(founder)
    side.start()
    assign(side, "home")


def decide(side: Side, *words: str) -> None:
    """A change by two officers: one proposes, the other approves."""
    made = side.act("liaison", *words)
    side.act("case", "change", "approve", made["proposal"])


def assign(side: Side, file: str, *others: str) -> None:
    """Put both founders, and others, on a file, each by somebody else's approval."""
    for whom, by, approver in (
        ("liaison", "liaison", "case"),
        ("case", "case", "liaison"),
        *((one, "liaison", "case") for one in others),
    ):
        asked = side.act(by, "officer", "propose", "assign", side.id_of(whom), "--file", file)
        side.act(approver, "change", "approve", asked["proposal"])


def hire(side: Side, who: str, name: str, *roles: str) -> None:
    """A new officer with a key file and roles."""
    path = side.folder / "officers" / f"{who}.key"
    side.tansiq("officer", "key", "create", str(path))
    side.officers[who] = path
    given = [word for role in roles for word in ("--role", role)]
    decide(side, "officer", "propose", "add", "--key-file", str(path), "--name", name, *given)


def enrol(sides: Sequence[Side], table: Path, old: Sequence[Side] = ()) -> None:
    """Every side enrols every other; those among `old` know one another already."""
    table.mkdir(exist_ok=True)
    cards = each(sides, lambda side: side.tansiq("partner", "card", str(table / side.id)))
    digits = {side.id: card["fingerprint"] for side, card in zip(sides, cards, strict=True)}

    def one(side: Side) -> None:
        for here, other in permutations(sides, 2):
            if here is side and not (here in old and other in old):
                decide(
                    side, "partner", "enrol", str(table / other.id),
                    "--fingerprint", digits[other.id], "--checked", "two-channels",
                    "--by", "telephone", "--by", "courier",
                )  # fmt: skip

    each(sides, one)
    for side in sides:
        wait_for(f"{side.id} hears from all its partners", lambda side=side: all_live(side), 120)


def all_live(side: Side) -> bool:
    """Whether every partner of a side is heard from."""
    return all(one["link"] == "live" for one in side.tansiq("status")["partners"])


def join(sides: Sequence[Side], channel: str, purpose: str) -> None:
    """A channel of all these, proposed by the first, signed by all, their founders on it."""
    members = [word for side in sides for word in ("--member", side.id)]
    decide(sides[0], "channel", "propose", channel, *members, "--purpose", purpose)
    for side in sides[1:]:
        wait_for(f"{side.id} sees the proposed channel", lambda side=side: proposed(side, channel))
        decide(side, "channel", "sign", channel)
    wanted = sorted(side.id for side in sides)
    for side in sides:
        wait_for(
            f"{side.id} sees all signatures",
            lambda side=side: sorted(_members(side, channel)) == wanted,
        )
    each(sides, lambda side: assign(side, channel))


def proposed(side: Side, channel: str) -> bool:
    """Whether a side has heard of a channel."""
    return any(one["channel"] == channel for one in side.tansiq("channel", "list")["channels"])


def _members(side: Side, channel: str) -> list[str]:
    with contextlib.suppress(Failed):
        found: list[str] = side.tansiq("channel", "show", channel)["members"]
        return found
    return []


@contextlib.contextmanager
def circle(
    folder: Path, agencies: Sequence[Agency], channel: str, first: int
) -> Iterator[tuple[Side, ...]]:
    """Agencies up, enrolled with one another, in one channel; gone at the end."""
    with placed(folder, {one.id: one.language for one in agencies}, first) as sides:
        by = {one.id: one for one in agencies}
        each(sides, lambda side: install(side, by[side.id]))
        enrol(sides, folder / "table")
        join(sides, channel, "exercise of all")
        yield sides
    shutil.rmtree(folder, ignore_errors=True)
