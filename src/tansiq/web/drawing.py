"""Drawings that a page makes itself: a QR code as SVG that the content policy lets through.

Promises: attributes and classes only, no style; the text it holds stands beside it on every page.
"""

import segno
from markupsafe import Markup

_QUIET = 4


def qr(text: str) -> Markup:
    """A QR code with its quiet zone; it scales with the box it stands in."""
    made = segno.make(text, error="q", micro=False)
    modules = made.symbol_size(border=_QUIET)[0]
    squares = "".join(
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z"
        for y, row in enumerate(made.matrix)
        for x, dark in enumerate(row)
        if dark
    )
    # Digits of our own reckoning: nothing in it comes from outside.
    return Markup(  # noqa: S704
        f'<svg class="qr" viewBox="0 0 {modules} {modules}" aria-hidden="true"'
        f' shape-rendering="crispEdges"><rect class="ground" width="{modules}" height="{modules}"/>'
        f'<path d="{squares}"/></svg>'
    )
