"""Which process holds the act that an officer was asked to sign."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0002_confirmations")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Underway",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("officer", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=32)),
                ("door", models.CharField(max_length=108)),
            ],
        ),
    ]
