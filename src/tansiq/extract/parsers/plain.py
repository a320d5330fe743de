"""Plain text, also what was pasted from a page with its menus and footers.

Promises: every character stays; lines that are a page's furniture are set aside only where their own
words say so (`share`, `all rights reserved`, a row of menu words), never for being short.
"""

import re

from tansiq.extract.decoding import decode
from tansiq.extract.outcome import Extracted, Piece
from tansiq.terms.intake import ReadOutcome

_BARS = re.compile(r"\s[|·•›»/▪‹«]\s|\s-\s(?=\S)|\t")
_SENTENCE = re.compile(r"[.!?؟…:;؛]\s*$")
_DIGIT = re.compile(r"\d")
_MARKS = re.compile(r"[\u064b-\u0652\u0640]")
_ITEM_LONG, _MENU_ITEMS, _LINE_LONG = 34, 3, 160

_WHOLE = re.compile(
    r"^\W*(?:home|menu|log ?in|sign ?in|sign ?up|subscribe|newsletter|search|share|tweet|print|advertisement"
    r"|follow us|contact us|about us|privacy policy|terms of use|cookies?|back to top|most read|trending"
    r"|related(?: articles| news)?|comments?|top stories|breaking news|latest news|sponsored"
    r"|accueil|s[e']? ?connecter|s'abonner|abonnez-vous|recherche|partager|imprimer|publicité|suivez-nous"
    r"|nous contacter|contact|qui sommes-nous|mentions légales|haut de page|les plus lus|commentaires?"
    r"|à la une|en continu|sur le même sujet|lire aussi"
    r"|inicio|portada|iniciar sesión|suscríbete|suscribirse|suscripción|buscar|compartir|imprimir|publicidad|síguenos"
    r"|contacto|quiénes somos|aviso legal|volver arriba|lo más leído|comentarios?|última hora|te puede interesar"
    r"|noticias relacionadas|más noticias"
    r"|الرئيسية|القائمة|تسجيل الدخول|اشترك|اشتراك|بحث|شارك|مشاركة|طباعة|إعلان|إعلانات|تابعنا|اتصل بنا"
    r"|من نحن|سياسة الخصوصية|الأكثر قراءة|تعليقات|التعليقات|آخر الأخبار|عاجل|مواضيع ذات صلة|أخبار ذات صلة"
    r"|شروط الاستخدام|أعلى الصفحة)\W*$",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"^\W*(?:share (?:this|on)|read (?:more|also)\b|see also\b|subscribe to|sign up (?:for|to)|follow us|click here"
    r"|all rights reserved|copyright\b|©|we use cookies|accept (?:all )?cookies|by continuing|skip to|you may also like"
    r"|partager (?:sur|cet)|lire aussi|à lire|voir aussi|abonnez-vous|inscrivez-vous|suivez-nous|tous droits réservés"
    r"|ce site utilise|en poursuivant|accepter les cookies|cliquez ici|recevez (?:notre|nos)|aller au contenu"
    r"|compart[ae] |compartir en|lea también|leer más|ver también|suscríbete|suscríbase|regístrate|síguenos"
    r"|todos los derechos reservados|utilizamos cookies|este sitio (?:web )?(?:usa|utiliza)|aceptar (?:todas )?(?:las )?cookies"
    r"|haga clic|haz clic|te puede interesar|saltar al contenido|recibe nuestr"
    r"|شارك (?:الخبر|المقال|على|هذا)|اقرأ (?:أيضا|المزيد)|إقرأ أيضا|انظر أيضا|اشترك (?:في|الآن)|تابعنا على|تابعونا"
    r"|جميع الحقوق محفوظة|يستخدم هذا الموقع|نستخدم ملفات|اضغط هنا|انقر هنا|قد يعجبك|قد يهمك|حقوق النشر|للمزيد)",
    re.IGNORECASE,
)
_HAS = re.compile(
    r"all rights reserved|tous droits réservés|todos los derechos reservados|جميع الحقوق محفوظة|©\s*\d{4}|\(c\)\s*\d{4}",
    re.IGNORECASE,
)


def read(data: bytes) -> Extracted:
    """The text, line by line."""
    text, left = decode(data)
    return Extracted(outcome=ReadOutcome.READ, kind="text", pieces=pieces_of(text), left=left)


def pieces_of(text: str) -> tuple[Piece, ...]:
    """A text in pieces: runs of matter, and lines of a page's furniture between them."""
    found: list[Piece] = []
    for line in text.splitlines(keepends=True):
        kept = not furniture(line)
        role = "body" if kept else "furniture"
        found.append(Piece(text=line, kept=kept, role=role))
    return tuple(_joined(found))


def furniture(line: str) -> bool:
    """Whether a line is a menu, an invitation or a notice of rights rather than matter."""
    plain = _MARKS.sub("", line.strip())
    if not plain or len(plain) > _LINE_LONG:
        return False
    return bool(_WHOLE.match(plain) or _BEGINS.match(plain) or _HAS.search(plain)) or _menu(plain)


def _menu(line: str) -> bool:
    """A row of short words parted by bars; a line with numbers may be a table of matter."""
    items = [one for one in _BARS.split(line) if one.strip()]
    short = all(len(one.strip()) <= _ITEM_LONG for one in items)
    return (
        len(items) >= _MENU_ITEMS
        and short
        and not _SENTENCE.search(line)
        and not _DIGIT.search(line)
    )


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Lines of one paragraph as one piece, so that its language can be told."""
    found: list[Piece] = []
    for one in pieces:
        last = found[-1] if found else None
        if (last and last.kept == one.kept and last.text.strip() and one.text.strip() == "") or (
            last
            and last.kept == one.kept
            and not last.text.endswith("\n\n")
            and len(last.text) > _LINE_LONG // 4
            and not _SENTENCE.search(last.text)
        ):
            found[-1] = Piece(text=last.text + one.text, kept=one.kept, role=one.role)
        else:
            found.append(one)
    return found
