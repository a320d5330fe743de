"""What a sender says of itself in a bundle: the manifest, as canonical JSON and back.

Promises: a name, a code or a number that is not spelt as it must be is refused, and lists are
capped before anything is kept; what later releases add is tolerated, and what an older one does not
say reads as nothing said. Does not check that it is true.
"""

import re
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from tansiq.exchange.content import Manifest
from tansiq.exchange.timing import read_times
from tansiq.record import canonical
from tansiq.terms.errors import Invalid, TansiqError

MAX_LINES: Final = 20_000
_MAX_NAME: Final = 256
"""Characters of an origin, a digest or a node id in a manifest."""
_RELEASE: Final = re.compile(r"[0-9]{4}[0-9a-z.]{0,12}")
_CODE: Final = re.compile(r"[a-z0-9_]{1,64}")


def write_manifest(manifest: Manifest) -> bytes:
    """Return the bytes of a manifest; the same manifest gives the same bytes."""
    # Origins, node ids and digests are data, not names of fields, so they stand in pairs and not
    # as keys.
    return canonical.encode(
        {
            "have": [[origin, manifest.have[origin]] for origin in sorted(manifest.have)],
            "want": list(manifest.want),
            "roots": [[node, manifest.roots[node]] for node in sorted(manifest.roots)],
            "channels": [[key, manifest.channels[key]] for key in sorted(manifest.channels)],
            "bodies": [[key, manifest.bodies[key]] for key in sorted(manifest.bodies)],
            "blobs_wanted": list(manifest.blobs_wanted),
            "refused": [[origin, manifest.refused[origin]] for origin in sorted(manifest.refused)],
            "more": manifest.more,
            "software": manifest.software,
            "zone": manifest.zone,
            "tzdata": manifest.tzdata,
            "times": [manifest.times.left, manifest.times.echoed, manifest.times.heard],
        }
    )


def read_manifest(data: bytes) -> Manifest:
    """Return the manifest; Invalid(bundle_part, bundle_too_many) for anything else."""
    match read_json(data, "manifest.json"):
        case {
            "have": list(have),
            "want": list(want),
            "roots": list(roots),
            "channels": list(channels),
            "bodies": list(bodies),
            "blobs_wanted": list(blobs),
            "refused": list(refused),
            "more": bool(more),
            "software": str(software),
            **more_keys,
        }:
            return Manifest(
                have=_pairs(have),
                want=_names(want),
                roots=_pairs(roots),
                channels=_pairs(channels),
                bodies=_pairs(bodies),
                blobs_wanted=_names(blobs),
                refused=_codes(refused),
                more=more,
                software=software[:64],
                zone=_zone(more_keys.get("zone")),
                tzdata=_release(more_keys.get("tzdata")),
                times=read_times(more_keys.get("times")),
            )
        case _:
            raise Invalid("bundle_part", part="manifest.json")


def _pairs(items: list[object]) -> dict[str, int]:
    if len(items) > MAX_LINES:
        raise Invalid("bundle_too_many", part="manifest.json", limit=MAX_LINES)
    found: dict[str, int] = {}
    for item in items:
        match item:
            case [str(key), int(value)] if value >= 0 and len(key) <= _MAX_NAME:
                found[key] = value
            case _:
                raise Invalid("bundle_part", part="manifest.json")
    return found


def _codes(items: list[object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in items[:MAX_LINES]:
        match item:
            case [str(origin), str(code)] if _CODE.fullmatch(code) and len(origin) <= _MAX_NAME:
                found[origin] = code
            case _:
                raise Invalid("bundle_part", part="manifest.json")
    return found


def _names(items: list[object]) -> tuple[str, ...]:
    names = texts(items)
    if any(len(name) > _MAX_NAME for name in names):
        raise Invalid("bundle_part", part="manifest.json")
    return names


def texts(items: list[object]) -> tuple[str, ...]:
    """Return a list of texts; Invalid otherwise."""
    if len(items) > MAX_LINES:
        raise Invalid("bundle_too_many", part="manifest.json", limit=MAX_LINES)
    texts = tuple(item for item in items if isinstance(item, str))
    if len(texts) != len(items):
        raise Invalid("bundle_part", part="manifest.json")
    return texts


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(said: object) -> str:
    """A time zone that this machine knows, else nothing: it is shown, never reckoned with."""
    return said if isinstance(said, str) and said in _zones() else ""


def _release(said: object) -> str:
    """The version of a table of zones, else nothing: it is shown and compared."""
    return said if isinstance(said, str) and _RELEASE.fullmatch(said) else ""


def read_json(data: bytes, part: str) -> object:
    """Return the canonical JSON of a part; Invalid(bundle_part) otherwise."""
    try:
        return canonical.decode(data)
    except TansiqError as error:
        raise Invalid("bundle_part", part=part) from error
