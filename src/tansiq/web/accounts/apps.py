"""The one Django application there is."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """Accounts, passkeys, invitations."""

    name = "tansiq.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
