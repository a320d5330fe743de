"""Bytes to characters: by mark, by what the file declares, by UTF-8, then by likeness.

Promises: never fails and never drops a byte in silence: what could not be read becomes U+FFFD and
is told. Does not: trust a declaration that does not fit.
"""

import codecs

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 64 * 1024


def decode(data: bytes, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """The text, with one kind of line end, and what could not be read of it."""
    text, left = _decoded(data, declared)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"), left


def _decoded(data: bytes, declared: str) -> tuple[str, tuple[str, ...]]:
    marked = [name for mark, name in _MARKS if data.startswith(mark)]
    for name in (*marked, declared, "utf-8"):
        try:
            return data.decode(name or "utf-8"), ()
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    found = from_bytes(
        data[:_SAMPLE], cp_isolation=["cp1252", "cp1256", "iso8859_6", "cp850"]
    ).best()
    text = data.decode(found.encoding if found is not None else "cp1252", "replace")
    return text, ("a character set that had to be guessed",)
