"""Phones, accounts and documents: found by shape and by the word that stands before them.

Promises: checked where a check exists (IBAN, DNI and NIE, numbering plans); what fails a check is
proposed only where the text itself calls it one, and then without a normal form. Figures that are
part of a date or a sum are none.
"""

import re
from collections.abc import Iterator
from functools import cache

import phonenumbers
from stdnum.iso7064 import mod_97_10

from tansiq.intake.documents import cue_of, documents, made, words
from tansiq.intake.numbers import has_figures
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Proposal, Span
from tansiq.terms.intake import Kind

_PHONE = re.compile(r"(?<![\w.+])(?:\+|00) ?\d[\d ().\-/]{6,20}\d(?!\w)")
_LOCAL = re.compile(r"(?<![\w.,+/-])0?\d(?:[ .\-]?\d){6,10}(?![\w/]|[.,]\d)")
# Written as phone numbers alone are written in these countries.
_SHAPED = {
    "FR": re.compile(r"0[1-9](?:[ .]\d\d){4}"),
    "MA": re.compile(r"0[5-7]\d\d-\d{6}"),
    "ES": re.compile(r"[679]\d\d(?: \d{3} \d{3}| \d\d \d\d \d\d)"),
    "GB": re.compile(r"0(?:2\d \d{4} \d{4}|1\d\d \d{3} \d{4}|1\d{3} \d{5,6}|7\d{3} \d{6})"),
}
_MAIL = re.compile(
    r"(?<![\w.+-])[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9][a-z0-9.-]{0,200}\.[a-z]{2,24}(?![\w@])"
)
_HANDLE = re.compile(r"(?<![\w@.])@[a-z0-9_][a-z0-9_.]{2,31}(?!\w|@)")
_IBAN = re.compile(
    r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])"
)
_WALLET = re.compile(
    r"(?<!\w)(?:0x[0-9a-fA-F]{40}|bc1[a-z0-9]{25,62}|[13][a-km-zA-HJ-NP-Z1-9]{25,34})(?!\w)"
)
_SERVICES = (
    "telegram",
    "whatsapp",
    "signal",
    "facebook",
    "instagram",
    "twitter",
    "tiktok",
    "threema",
    "discord",
    "x",
)
_ARABIC_SERVICES = {
    "تلغرام": "telegram",
    "تليغرام": "telegram",
    "واتساب": "whatsapp",
    "فيسبوك": "facebook",
    "سيغنال": "signal",
    "انستغرام": "instagram",
    "تيك توك": "tiktok",
}
_REGIONS = {"es": "ES", "fr": "FR", "ar": "MA", "en": "GB"}
_NEAR = 45
_IBAN_LEAST = 15


@cache
def _numbered() -> re.Pattern[str]:
    """An account that is called one and numbered."""
    account, number = words("account"), words("number")
    code = r"(?P<code>\d[\d -]{6,26}\d)"
    return re.compile(rf"(?<!\w)[وف]?(?:{account})\s*(?:{number})\s*:?\s*{code}(?!\w)")


def identifiers(sentence: Sentence, region: str, taken: list[Span]) -> Iterator[Proposal]:
    """What a sentence names; `taken` holds stretches that are dates, and grows."""
    for rule in (_accounts, _mails, documents, _phones):
        for one in rule(sentence, region):
            if not any(one.span[0] < end and start < one.span[1] for start, end in taken):
                taken.append(one.span)
                yield one


def _accounts(sentence: Sentence, _region: str) -> Iterator[Proposal]:
    cue = cue_of("account")
    for found in _IBAN.finditer(sentence.shape):
        kept = found.group().replace(" ", "")
        right = len(kept) >= _IBAN_LEAST and mod_97_10.is_valid(kept[4:] + kept[:4])
        if right or cue.search(_before(sentence, found.start())):
            yield made(sentence, Kind.ACCOUNT, found.span(), kept if right else "")
    for found in _WALLET.finditer(sentence.shape):
        yield made(sentence, Kind.ACCOUNT, found.span(), found.group())
    for found in _numbered().finditer(sentence.plain):
        yield made(sentence, Kind.ACCOUNT, found.span("code"), re.sub(r"\D", "", found["code"]))


def _mails(sentence: Sentence, _region: str) -> Iterator[Proposal]:
    for found in _MAIL.finditer(sentence.plain):
        yield made(sentence, Kind.ACCOUNT, found.span(), found.group())
    for found in _HANDLE.finditer(sentence.plain):
        near = sentence.plain[max(0, found.start() - _NEAR) : found.end() + _NEAR]
        service = next((one for one in _SERVICES if re.search(rf"\b{one}\b", near)), "")
        service = service or next(
            (name for word, name in _ARABIC_SERVICES.items() if word in near), ""
        )
        handle = found.group().rstrip(".")
        normal = f"{service}:{handle[1:]}" if service else handle
        yield made(sentence, Kind.ACCOUNT, (found.start(), found.start() + len(handle)), normal)


def _phones(sentence: Sentence, region: str) -> Iterator[Proposal]:
    if not has_figures(sentence.plain):
        return
    for found in _PHONE.finditer(sentence.plain):
        yield made(sentence, Kind.PHONE, found.span(), _international(found.group()))
    cue = cue_of("phone")
    for found in _LOCAL.finditer(sentence.plain):
        said = found.group()
        shaped = [home for home, pattern in _SHAPED.items() if pattern.fullmatch(said)]
        if not shaped and not cue.search(_before(sentence, found.start())):
            continue
        homes = (region, *shaped)
        normal = next((told for home in homes if home and (told := _parsed(said, home))), "")
        # A language is no country: it makes a number likely, and gives it no code.
        if not normal and _parsed(said, _REGIONS[sentence.language]):
            normal = re.sub(r"\D", "", said)
        if normal:
            yield made(sentence, Kind.PHONE, found.span(), normal)


def _international(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    digits = digits if text.startswith("+") else digits.removeprefix("00")
    return _parsed(f"+{digits}", "") or f"+{digits}"


def _parsed(text: str, region: str) -> str:
    """E.164, or nothing for what no numbering plan knows."""
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _before(sentence: Sentence, at: int) -> str:
    return sentence.plain[max(0, at - _NEAR) : at]
