"""The files of the pages: our own and those that `assets/manifest.toml` names.

Promises: nothing of the disk has an address but the files of this folder; a file's address carries
its digest, so that a browser keeps it for ever and never an old one; what a telephone needs comes
in one file of each kind (`BUNDLES`), packed where the browser takes it so. Only files are packed,
never a page: beside a form's token, a packed length would tell of both.
"""

import gzip
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files

from django.http import Http404, HttpRequest, HttpResponse

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_FOREVER = "public, max-age=31536000, immutable"
BUNDLES = {
    "field.bundle.css": ("tokens.css", "shell.css", "parts.css", "field.css"),
    "field.bundle.js": (
        "field-seal.js",
        "field-keep.js",
        "field-look.js",
        "field-touch.js",
        "field-send.js",
        "field-read.js",
        "field-write.js",
        "field-things.js",
        "ceremony.js",
        "field.js",
    ),
}
_PACKED_ALREADY = frozenset({"font/woff2"})


@cache
def known() -> dict[str, tuple[bytes, str, str]]:
    """Every file by name: its bytes, its type, and the start of its digest."""
    folder = files("tansiq.web") / "static"
    found = list(folder.iterdir())
    vendor = folder / "vendor"
    found += list(vendor.iterdir()) if vendor.is_dir() else []
    kept = {}
    for one in found:
        kind = TYPES.get("." + one.name.rpartition(".")[2])
        if one.is_file() and kind is not None:
            data = one.read_bytes()
            kept[one.name] = (data, kind, digest_of(data))
    for name, parts in BUNDLES.items():
        data = b"\n".join(kept[one][0] for one in parts)
        kept[name] = (data, TYPES["." + name.rpartition(".")[2]], digest_of(data))
    return kept


def digest_of(data: bytes) -> str:
    """The start of the digest of a file, as its address carries it."""
    return sha256(data).hexdigest()[:12]


def address(name: str) -> str:
    """Where a file is fetched; one that was not brought keeps its plain name and is not found."""
    found = known().get(name)
    return f"/static/{name}?v={found[2]}" if found else f"/static/{name}"


def static(request: HttpRequest, name: str) -> HttpResponse:
    """One file, by name."""
    found = known().get(name)
    if found is None:
        raise Http404
    data, kind, digest = found
    if name.endswith(".css"):
        data = _with_addresses(data)
    return kept_file(request, data, kind, digest)


def kept_file(request: HttpRequest, data: bytes, kind: str, digest: str) -> HttpResponse:
    """A file as it goes out: packed where the browser takes it so, kept for ever under its digest.

    For what is the same for everybody, and public.
    """
    packed = kind not in _PACKED_ALREADY and "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(_packed(data) if packed else data, content_type=kind)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if kind not in _PACKED_ALREADY:
        response.headers["Vary"] = "Accept-Encoding"
    if request.GET.get("v") == digest:
        response.headers["Cache-Control"] = _FOREVER
    return response


@lru_cache(maxsize=64)
def _packed(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


def _with_addresses(sheet: bytes) -> bytes:
    """Fonts named in a style sheet get the address that carries their digest."""
    for name, (_, _, digest) in known().items():
        if name.endswith(".woff2"):
            sheet = sheet.replace(f'"{name}"'.encode(), f'"{name}?v={digest}"'.encode())
    return sheet
