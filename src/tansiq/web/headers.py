"""The headers that every answer carries.

Promises: nothing inline runs, nothing foreign loads, nothing frames us, nothing is kept by a cache
on the way. Sets them on errors as well, because an error page is a page.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; manifest-src 'self'; "
    "worker-src 'self'; img-src 'self' data: blob:"
)

_PERMITTED = (
    "camera={camera}, geolocation=(), microphone=(), payment=(), usb=(),"
    " publickey-credentials-create=(self), publickey-credentials-get=(self)"
)
WITH_CAMERA = {"Permissions-Policy": _PERMITTED.format(camera="(self)")}
"""For the field page alone: it reads the label of a thing seized."""

HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": _PERMITTED.format(camera="()"),
    "Cache-Control": "no-store",
}


class Headers:
    """Middleware that adds them to every answer."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then mark the answer."""
        response = self.answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
