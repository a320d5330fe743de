"""Invitations by somebody else, and the passkeys that two officers confirm."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="invitation",
            name="inviter",
            field=models.CharField(default="", max_length=32),
        ),
        migrations.AddField(
            model_name="passkey",
            name="inviter",
            field=models.CharField(default="", max_length=32),
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("officer", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                (
                    "passkey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="accounts.passkey",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("passkey", "officer"), name="confirmed_once")
                ]
            },
        ),
    ]
