import django.core.serializers.json
import django.db.models.deletion
import portal.imports.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                (
                    "file",
                    models.FileField(
                        blank=True, max_length=200, upload_to=portal.imports.models.stored_name, verbose_name="file"
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("checksum", models.CharField(max_length=64, verbose_name="checksum (SHA-256)")),
                ("options", models.JSONField(blank=True, default=dict, verbose_name="options")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "uploaded, waits to be read"),
                            ("read", "read, waits for the comparison"),
                            ("ready", "ready for the preview"),
                            ("confirmed", "confirmed, waits to be applied"),
                            ("applying", "being applied"),
                            ("applied", "applied"),
                            ("refused", "refused"),
                            ("cancelled", "cancelled"),
                        ],
                        default="uploaded",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("is_direct", models.BooleanField(default=False, verbose_name="by command")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded at")),
                ("ready_at", models.DateTimeField(blank=True, null=True, verbose_name="ready at")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed at")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="applied at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("emptied_at", models.DateTimeField(blank=True, null=True, verbose_name="personal data removed at")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("phase", models.CharField(blank=True, max_length=20, verbose_name="phase")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="digest of the plan")),
                (
                    "has_changed",
                    models.BooleanField(default=False, verbose_name="the portal changed after the preview"),
                ),
                ("rows_read", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("created", models.PositiveIntegerField(default=0, verbose_name="created")),
                ("updated", models.PositiveIntegerField(default=0, verbose_name="updated")),
                ("unchanged", models.PositiveIntegerField(default=0, verbose_name="unchanged")),
                ("failed", models.PositiveIntegerField(default=0, verbose_name="rows with errors")),
                ("missing", models.PositiveIntegerField(default=0, verbose_name="missing from the file")),
                ("ended", models.PositiveIntegerField(default=0, verbose_name="assignments ended")),
                ("faults", models.JSONField(blank=True, default=list, verbose_name="faults of the file")),
                ("warnings", models.JSONField(blank=True, default=list, verbose_name="warnings")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports_confirmed",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("uploaded", "read", "confirmed", "applying"))),
                        fields=["created_at"],
                        name="imports_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("applied_at__isnull", False), ("state", "applied")),
                            models.Q(models.Q(("state", "applied"), _negated=True), ("applied_at", None)),
                            _connector="OR",
                        ),
                        name="imports_import_applied_has_time",
                        violation_error_message="An import is applied at a moment, or not at all.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finished_at__isnull", False), ("state__in", ("applied", "refused", "cancelled"))
                            ),
                            models.Q(
                                models.Q(("state__in", ("applied", "refused", "cancelled")), _negated=True),
                                ("finished_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="imports_import_over_has_end",
                        violation_error_message="An import that is over has an end.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="row")),
                ("key", models.CharField(blank=True, max_length=200, verbose_name="key")),
                ("label", models.CharField(blank=True, max_length=200, verbose_name="name")),
                (
                    "values",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="values",
                    ),
                ),
                ("errors", models.JSONField(blank=True, default=list, verbose_name="errors")),
                ("notes", models.JSONField(blank=True, default=list, verbose_name="notes")),
                ("differences", models.JSONField(blank=True, default=list, verbose_name="differences")),
                (
                    "action",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("create", "create"),
                            ("update", "update"),
                            ("unchanged", "unchanged"),
                            ("error", "error"),
                            ("missing", "missing from the file"),
                            ("end", "missing from the file: assignment ends"),
                        ],
                        max_length=10,
                        verbose_name="action",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="imports.import",
                        verbose_name="import",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of an import",
                "verbose_name_plural": "rows of imports",
                "ordering": ["run", "number"],
                "indexes": [models.Index(fields=["run", "action", "number"], name="imports_row_action")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "number"),
                        name="imports_importrow_number_once",
                        violation_error_message="This row is staged already.",
                    )
                ],
            },
        ),
    ]
