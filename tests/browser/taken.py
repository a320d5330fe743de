"""Foreign files for the pages of intake, plainly invented, and how a person hands them in."""

from dataclasses import dataclass

from playwright.sync_api import Locator, expect
from tests.browser.gate import Person

HEADLINE = {"ar": "عملية مشتركة ضد شبكة استقطاب", "es": "Golpe conjunto a una red de captación"}
STORY = {
    "es": """<html lang="es"><head><title>Golpe conjunto a una red de captación</title></head><body>
<nav><a href="#">Inicio</a> <a href="#">Últimas noticias</a></nav><article>
<h1>Golpe conjunto a una red de captación</h1>
<p>El Mando Tipo de Seguridad de Valdoria comunicó el viernes 14 de marzo de 2026 que, en
coordinación con la Dirección de Coordinación de Rasilia, detuvo a siete personas presuntamente
vinculadas a una red de captación.</p>
<p>Según datos oficiales, la operación se desarrolló a las seis de la mañana en Ciudad Palmar y en
Puerto Alto. En los registros se incautaron cuatro teléfonos. Uno de ellos usaba el número
+34 600 555 142.</p>
<p lang="ar">وقالت مديرية التنسيق برسيليا إن التحقيق متواصل في ميناء عين العوجة.</p>
<p>Los ocho detenidos quedaron bajo custodia policial. Yunes El Mizali, de 38 años, fue detenido en
Puerto Alto. Fuentes próximas a la investigación no descartan nuevas detenciones.</p>
</article><footer>Comparte esta noticia</footer></body></html>""",
    "ar": """<html lang="ar"><head><title>عملية مشتركة ضد شبكة استقطاب</title></head><body>
<nav><a href="#">الرئيسية</a> <a href="#">آخر الأخبار</a></nav><article>
<h1>عملية مشتركة ضد شبكة استقطاب</h1>
<p>أعلنت القيادة النموذجية للأمن بفالدوريا، يوم الجمعة 14 مارس 2026، أنها أوقفت بتنسيق مع مديرية
التنسيق برسيليا سبعة أشخاص يُشتبه في انتمائهم إلى شبكة استقطاب.</p>
<p>وحسب معطيات رسمية، جرت العملية في الساعة السادسة صباحا بمدينة النخيل. وأسفر التفتيش عن حجز
أربعة هواتف وحاسوبين، وكان أحد الأجهزة يستعمل الرقم +212 600 555 142.</p>
<p lang="es">«La operación sigue abierta», declaró el portavoz del Mando Tipo en Puerto Alto.</p>
<p>ووُضع الموقوفون الثمانية تحت الحراسة النظرية. ولم تستبعد مصادر قريبة من التحقيق توقيفات
أخرى.</p></article><footer>شارك الخبر</footer></body></html>""",
}
ONE = """Siete detenidos en Ciudad Palmar

El 13 de marzo de 2026 fueron detenidas siete personas en Ciudad Palmar, según El Faro Inventado.
"""
COPY = f"{ONE}Lo publica también La Gaceta Inventada.\n"
OTHER = """Nueve detenidos en Ciudad Palmar

El viernes 13 de marzo de 2026 la policía detuvo en Ciudad Palmar a nueve personas, según la radio.
"""


@dataclass(frozen=True)
class Sheet:
    """One file as a browser chooses it."""

    name: str
    text: str
    kind: str = "text/plain"

    @property
    def chosen(self) -> dict[str, object]:
        return {"name": self.name, "mimeType": self.kind, "buffer": self.text.encode()}


def stories(mark: str = "") -> list[Sheet]:
    """The two stories and three short ones, two of which tell the same; `mark` makes them fresh."""
    made = [Sheet(f"{one}.html", f"{STORY[one]}<!-- {mark} -->", "text/html") for one in STORY]
    short = (("una.txt", ONE), ("copia.txt", COPY), ("otra.txt", OTHER))
    return [*made, *(Sheet(name, text) for name, text in short)]


def hand_in(one: Person, *sheets: Sheet, outlet: str = "El Diario Inventado") -> Locator:
    """Choose files, say where they come from, and wait until each has its outcome."""
    one.go("/intake/new")
    one.page.locator("#drop [name=files]").set_input_files([sheet.chosen for sheet in sheets])  # type: ignore[arg-type]
    one.page.locator("#drop [name=outlet]").fill(outlet)
    one.page.locator("#drop .main-act").click()
    return outcomes(one, len(sheets))


def outcomes(one: Person, count: int) -> Locator:
    """The lines of what was handed in, once nothing is being sent or read any more."""
    lines = one.page.locator("#taken li")
    expect(lines).to_have_count(count)
    expect(one.page.locator("#taken progress")).to_have_count(0, timeout=90_000)
    return lines


def open_draft(one: Person, title: str) -> None:
    """Open the newest draft of that title."""
    one.go("/intake")
    one.page.locator("main a.b", has_text=title).first.click()
    one.ready()
