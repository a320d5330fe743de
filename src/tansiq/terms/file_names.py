"""Names of files that came from elsewhere, made safe to keep and to offer again.

Promises: no folder, no control or direction character, no name that a system takes for a device,
no leading dot, at most 120 characters with the ending kept. Does not judge what is in the file.
"""

import re

from tansiq.terms.text import to_nfc
from tansiq.terms.visible import hidden_in_identifier

LONGEST = 120
OTHERWISE = "file"
_FORBIDDEN = re.compile(r'[<>:"|?*;%]')
_DEVICES = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
_ENDING = 16


def safe_name(given: str) -> str:
    """The last part of a path, without what could mislead a person or a system."""
    last = re.split(r"[/\\]", to_nfc(given))[-1]
    shown = "".join(one for one in last if hidden_in_identifier(one) is None)
    plain = _FORBIDDEN.sub("_", " ".join(shown.split())).strip(" .")
    if _DEVICES.fullmatch(plain):
        plain = f"_{plain}"
    return _short(plain) or OTHERWISE


def _short(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _ENDING:
        return name[:LONGEST].rstrip(" .")
    return f"{stem[: LONGEST - len(ending) - 1].rstrip(' .')}.{ending}"
