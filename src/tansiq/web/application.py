"""The pages as one ASGI application, ready for a server.

Promises: Django keeps accounts, sessions and CSRF and nothing of ours; one house for each process,
since Django's settings are its own; over https every cookie is for https alone. The secret that
signs sessions lies in a private file of the node folder, never in the database.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connections

from tansiq.ledger import private_files
from tansiq.web.accounts.keeping import database
from tansiq.web.bounds import Bounded
from tansiq.web.journal import LOGGING

UPLOADS = 24 << 20
"""Bytes of one form with its files."""
_UPLOADS = {
    # They stay in memory: no attachment touches a disk in the clear.
    "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
    "FILE_UPLOAD_MAX_MEMORY_SIZE": UPLOADS,
}
SECRET = "web.secret"  # noqa: S105 - the name of a file
MIDDLEWARE = (
    "tansiq.web.headers.Headers",
    "tansiq.web.notice_door.NoticeDoor",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # Refuses a host name that is not ours, or a rebound name would be answered.
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)


def application() -> Bounded:
    """The application; `configure` comes first."""
    handler: Any = get_asgi_application()
    # Our pages and what stands around them are synchronous. In its own manner Django goes to a
    # thread and back for each of the latter, a dozen times for a page; so, once for all of it.
    handler.load_middleware(is_async=False)
    chain = sync_to_async(handler._middleware_chain, thread_sensitive=True)  # noqa: SLF001
    handler._middleware_chain = chain  # noqa: SLF001 - its one place
    return Bounded(handler)


def configure(folder: Path, dsn: str, url: str, hosts: Sequence[str]) -> None:
    """Set Django up for this process; a second time changes the node alone."""
    given = _settings(folder, dsn, url, hosts)
    if settings.configured:
        for name in ("ALLOWED_HOSTS", "DATABASES", "CSRF_TRUSTED_ORIGINS", "SECRET_KEY"):
            setattr(settings, name, given[name])
        with suppress(AttributeError):
            del connections["default"]
        connections.settings = connections.configure_settings(given["DATABASES"])
        return
    settings.configure(**given)
    django.setup()


def _settings(folder: Path, dsn: str, url: str, hosts: Sequence[str]) -> dict[str, Any]:
    https = url.startswith("https://")
    return {
        "ALLOWED_HOSTS": list(hosts),
        "APPEND_SLASH": False,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_NAME": "tansiq_csrf",
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_COOKIE_SECURE": https,
        "CSRF_FAILURE_VIEW": "tansiq.web.pages.plain.forged",
        "CSRF_TRUSTED_ORIGINS": [url] if https else [],
        "DATABASES": {"default": database(dsn)},
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 2_621_440,
        "DEBUG": False,
        **_UPLOADS,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": ["django.contrib.sessions", "tansiq.web.accounts.apps.Accounts"],
        "LOGGING": LOGGING,
        "MIDDLEWARE": list(MIDDLEWARE),
        "ROOT_URLCONF": "tansiq.web.addresses",
        "SECRET_KEY": _secret(folder / SECRET),
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": https,
        "SECURE_HSTS_PRELOAD": https,
        "SECURE_HSTS_SECONDS": 31_536_000 if https else 0,
        # Whoever speaks TLS for us stands on this machine and says so in this header.
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if https else None,
        "SECURE_REDIRECT_EXEMPT": [r"^health$"],
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_SSL_REDIRECT": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_NAME": "tansiq_session",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_ENGINE": "django.contrib.sessions.backends.db",
        "USE_I18N": False,
        "USE_TZ": True,
        "X_FRAME_OPTIONS": "DENY",
    }


def _secret(path: Path) -> str:
    if not path.is_file():
        private_files.create(path, secrets.token_urlsafe(48).encode())
    return path.read_text(encoding="ascii")
