"""Public test cases of the normal forms: exchanged before a match, since a wrong norm is silent.

Promises: the cases of a version never change, so equal digests mean equal forms on these cases.
"""

import hashlib

from tansiq.subjects.name_lists import NAME, name_samples, names_digest
from tansiq.subjects.normal import NORM, normal

_SAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "account": (("Telegram:@Example_Name.1", ""), ("whatsapp: ٠٦٦١ ٢٣ ٤٥ ٦٧", "MA"),
                ("twitter:Example", ""), ("TikTok:example.name", "")),
    "crypto": (("0xDE0B295669A9FD93D5F28D9EC85E40F4CB697BAE", ""),
               ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", ""),
               ("1NEDqZPvTWRaoho48qXuLLsrYomMXPABfD", "")),
    "document": (("ab 123-456<<<", "ma"), ("ES:AAA 000000", ""), ("fr:٠٤ZZ١٢٣٤٥", "")),
    "email": (("Someone@EXAMPLE.org", ""), ("a.b+c@مثال.إختبار", ""), ("x@bücher.example.", "")),
    "file": (("E3B0C442 98FC1C14 9AFBF4C8 996FB924 27AE41E4 649B934C A495991B 7852B855", ""),
             ("sha256:" + "ab" * 32, "")),
    "iban": (("GB82 WEST 1234 5698 7654 32", ""), ("ma64 0115 1900 0001 2050 0053 4921", "")),
    "imei": (("49-015420-323751-8", ""), ("٤٩٠١٥٤٢٠٣٢٣٧٥١", ""), ("4901542032375101", "")),
    "phone": (("٠٦٦١-٢٣٤٥٦٧", "MA"), ("0661 23 45 67", "ma"), ("+212 661 234567", ""),
              ("00212661234567", "ES"), ("612 345 678", "ES"), ("+34 (612) 345-678", "")),
    "plate": (("١٢٣٤٥ | أ | ٦", "MA"), ("12345-A-6", "MA"), ("es:1234 BCD", "")),
}  # fmt: skip


def samples(kind: str) -> tuple[tuple[str, str, str], ...]:
    """Public test cases of a type (text, region, normal form): exchanged before a match begins."""
    if kind == NAME:
        return tuple(name_samples())
    return tuple((text, where, normal(kind, text, where)) for text, where in _SAMPLES[kind])


def samples_digest(kind: str) -> str:
    """SHA-256 (hex) over the normal forms of the public samples: equal, or no match is started."""
    if kind == NAME:
        return names_digest()
    told = "\n".join(one for _, _, one in samples(kind))
    return hashlib.sha256(f"psi/1 norm {NORM} {kind}\n{told}".encode()).hexdigest()
