"""The files of the pages: our own and those that `assets/manifest.toml` names.

Promises: nothing of the disk has an address but the files of this folder; a file's address carries
its digest, so that a browser keeps it for ever and never an old one.
"""

from functools import cache
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
            kept[one.name] = (data, kind, sha256(data).hexdigest()[:12])
    return kept


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
    response = HttpResponse(data, content_type=kind)
    if request.GET.get("v") == digest:
        response.headers["Cache-Control"] = _FOREVER
    return response


def _with_addresses(sheet: bytes) -> bytes:
    """Fonts named in a style sheet get the address that carries their digest."""
    for name, (_, _, digest) in known().items():
        if name.endswith(".woff2"):
            sheet = sheet.replace(f'"{name}"'.encode(), f'"{name}?v={digest}"'.encode())
    return sheet
