"""A day in the field on the stage: an operation with sites of one side, and its team leader."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from demo import casework
from demo.opening import decide
from demo.stage import Side
from playwright.sync_api import Browser, expect
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import Person, person
from tests.browser.oversight_steps import put_on_record
from tests.nodes.green import adopted, make_green
from tests.nodes.matching import Hand
from tests.nodes.operated import draft

from tansiq.ledger.acts import load_officer_key
from tansiq.node import operations
from tansiq.node.compose import Node
from tansiq.node.operation_board import seen
from tansiq.node.operations import Where
from tansiq.record.officers import Label
from tansiq.record.operations import OrderText, Phase
from tansiq.record.tactics import TacticalPart, TacticalSite, Target, Team, Warranted
from tansiq.terms.ids import ChannelId, new_record_id
from tansiq.terms.operating import VoteChoice

LEADER = "leader"
NARROW = {"width": 360, "height": 740}
PHONE = {"has_touch": True, "is_mobile": True}
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "ERR_FAILED")
PLACES = {
    "rabat": ("RAS-1", "Africa/Casablanca", "rasilia", "12 زنقة الميناء، الطابق الثاني"),
    "madrid": ("VAL-1", "Europe/Madrid", "valdoria", "Calle de la Noria 12, segundo piso"),
}
REASONS = {"rabat": "يوم العملية", "madrid": "día de la operación"}
TARGETS = {"rabat": "يونس المثالي", "madrid": "Younes El Mithali"}
TEXTS = (
    OrderText(
        language="ar",
        situation="ثلاثة مواقع في بلدين",
        purpose="توقيف متزامن وحجز الأجهزة",
        signals="الكلمة: مرسى",
        abort="إذا ظهر قاصر عند الباب",
    ),
    OrderText(
        language="es",
        situation="Tres emplazamientos en dos países",
        purpose="detención simultánea e incautación de dispositivos",
        signals="Palabra: muelle",
        abort="si aparece un menor en la puerta",
    ),
)
PHASES = (
    Phase(
        code="approach",
        minutes=-30,
        names=(
            Label(language="ar", text="الاقتراب"),
            Label(language="es", text="aproximación"),
        ),
    ),
    Phase(
        code="entry",
        minutes=0,
        names=(Label(language="ar", text="الدخول"), Label(language="es", text="entrada")),
    ),
)


@dataclass(frozen=True)
class Day:
    """One site of one side on the day."""

    side: Side
    where: Where
    site: str

    @property
    def path(self) -> str:
        return f"/field/{self.where.channel}/{self.where.operation}/{self.site}"

    @property
    def signer(self) -> Hand:
        return Hand(load_officer_key(self.side.officers["case"]))

    @contextmanager
    def node(self) -> Iterator[Node]:
        with Node.open(self.side.node) as node:
            yield node

    def go(self) -> None:
        """The vote that makes a go."""
        with self.node() as node:
            digest = seen(node, self.where).decision.digest
            operations.vote(node, self.signer, self.where, digest, VoteChoice.GO)

    def rows(self, table: str) -> list[dict[str, object]]:
        """What the register of this node has of the operation."""
        with self.node() as node, node.store.reading() as tx:
            found = tx.rows(
                f"SELECT * FROM {table} WHERE operation = %s ORDER BY seq",
                (self.where.operation,),
            )
            return [dict(one) for one in found]


def hired(side: Side) -> None:
    """A team leader on the case, once for a stage."""
    if LEADER in side.officers:
        return
    path = side.folder / "officers" / f"{LEADER}.key"
    side.tansiq("officer key create {path}", path=str(path))
    side.officers[LEADER] = path
    name = {"rabat": "Salma Idrissi", "madrid": "Lucía Ferrán"}[side.id]
    adding = "officer propose add --key-file {path} --name {name} --role site_team_leader"
    decide(side, "liaison", "case", adding, path=str(path), name=name)
    putting = "officer propose assign {officer} --file {file}"
    decide(side, "liaison", "case", putting, officer=side.id_of(LEADER), file=casework.CASE)


def day(side: Side, within: timedelta = timedelta(minutes=20), *, go: bool = True) -> Day:
    """An operation of this side alone, with two sites; the leader has the first."""
    hired(side)
    site, zone, jurisdiction, address = PLACES[side.id]
    where = Where(ChannelId(casework.CASE), new_record_id())
    made = Day(side, where, site)
    own = TacticalPart(
        operation=where.operation,
        jurisdiction=jurisdiction,
        sites=(
            TacticalSite(
                site=site,
                address=address,
                entry="A, 2",
                targets=(
                    Target(
                        words=TARGETS[side.id],
                        standing="suspected",
                        instruments=(
                            Warranted(
                                kind="letter_rogatory", reference="31/26", authority="Palm City"
                            ),
                        ),
                    ),
                ),
                team=Team(name="3", leader=side.id_of(LEADER), size=6),
            ),
        ),
    )
    with made.node() as node:
        adopted(node, made.signer, jurisdiction)
        operations.write_tactical(node, made.signer, where, own, {site: zone})
        make_green(node, made.signer, where)
        h_hour = (node.clock.now() + within).replace(microsecond=0)
        names = (Label(language="ar", text="النموذج 3"), Label(language="es", text="Muestra 3"))
        order = draft(h_hour, (node.me,), names=names, texts=TEXTS, phases=PHASES)
        operations.issue(node, made.signer, where, order, ())
    if go:
        made.go()
    return made


@contextmanager
def at_the_phone(
    browser: Browser,
    one: Day,
    language: str,
    *,
    prf: bool = False,
    size: Mapping[str, int] = NARROW,
) -> Iterator[Person]:
    """The team leader, signed in on a telephone, with an act passkey on record, at the site."""
    with person(browser, one.side.url, **{**PHONE, "viewport": size}) as leader:
        if prf:
            plain = leader.authenticator
            leader.authenticator = lambda: plain(prf=True)  # type: ignore[method-assign]
        come_in(leader, one.side, LEADER, language)
        put_on_record(leader, one.side, LEADER)
        leader.go("/reason?next=/field")
        state_reason(leader, REASONS[one.side.id])
        leader.go(one.path)
        yield leader


def cut(leader: Person) -> None:
    """No line any more, and the page has seen it."""
    leader.context.set_offline(True)
    expect(leader.page.locator("#sync[data-kind=off]")).to_be_visible()


def save(leader: Person) -> None:
    """Press the large button, and wait until what was entered is on the disk and counted."""
    page = leader.page
    before = page.evaluate("field.outbox.counts.total")
    page.locator(".p-foot .main-act").click()
    until = time.monotonic() + 30
    while page.evaluate("field.outbox.counts.total") == before:
        assert time.monotonic() < until, page.locator("main").inner_text()
        page.wait_for_timeout(50)
    expect(page.locator(".said")).to_be_visible()


def waits(leader: Person, items: int) -> None:
    """So many things are at the node and not signed."""
    until = time.monotonic() + 30
    while leader.page.evaluate("field.waiting().length") != items:
        assert time.monotonic() < until, leader.page.evaluate("JSON.stringify(field.outbox)")
        leader.page.wait_for_timeout(100)


def sign_all(leader: Person, records: int) -> None:
    """Read the dialog to its end and sign everything that waits."""
    page = leader.page
    page.goto(f"{page.url.partition('#')[0]}#held")
    press = page.locator(".p-foot .main-act")
    expect(press).to_contain_text(str(records))
    press.click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    leader.look_closely()
    for end in dialog.locator("[data-end]").all():
        end.evaluate(_INTO_VIEW)
    dialog.locator("[data-begin]").click()
    expect(page.locator(".said")).to_be_visible()
    expect(dialog).to_have_count(0)


_INTO_VIEW = """
(one) => new Promise((done) => { one.scrollIntoView({ block: "center" }); setTimeout(done, 150); })
"""


def kept_on_the_phone(leader: Person) -> str:
    """Everything that the browser keeps for this origin, as text."""
    return str(leader.page.evaluate(_EVERYTHING))


_EVERYTHING = """
async () => {
  const decoded = (value) => ["utf-8", "utf-16le"]
    .map((one) => new TextDecoder(one).decode(value)).join(" ");
  const text = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return decoded(value);
    if (!value || typeof value !== "object") return String(value);
    return Object.entries(value).map(([name, one]) => `${name}=${text(one)}`).join(" ");
  };
  const done = (asked) => new Promise((then) => { asked.onsuccess = () => then(asked.result); });
  const found = [text({ ...localStorage }), text({ ...sessionStorage }), document.cookie];
  for (const { name, version } of await indexedDB.databases()) {
    const base = await done(indexedDB.open(name, version));
    for (const store of base.objectStoreNames) {
      const rows = await done(base.transaction(store).objectStore(store).getAll());
      found.push(`[${name} ${store} ${rows.length}]`, ...rows.map(text));
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push(request.url, await (await cache.match(request)).text());
    }
  }
  return found.join("\\n");
}
"""
