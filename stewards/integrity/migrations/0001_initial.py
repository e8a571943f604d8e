import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("enterprises", "0004_registrations"),
        ("places", "0002_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="IntegrityReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("about", models.CharField(max_length=300, verbose_name="whom it is about")),
                ("what", models.TextField(max_length=6000, verbose_name="what happened")),
                ("when", models.CharField(max_length=200, verbose_name="when")),
                ("is_named", models.BooleanField(verbose_name="with the name")),
                (
                    "contact_wish",
                    models.CharField(
                        choices=[
                            ("none", "Only the answer here in the portal"),
                            ("phone", "A call"),
                            ("meeting", "A talk outside the enterprise"),
                        ],
                        default="none",
                        max_length=8,
                        verbose_name="contact",
                    ),
                ),
                (
                    "client_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="number given by the page"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("looking", "being looked into"),
                            ("answered", "answered"),
                            ("closed", "closed"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("looking_since", models.DateTimeField(blank=True, null=True, verbose_name="looked into since")),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.district",
                        verbose_name="district",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reported by",
                    ),
                ),
            ],
            options={
                "verbose_name": "integrity report",
                "verbose_name_plural": "integrity reports",
                "ordering": ["-created_at", "-pk"],
                "permissions": [("read_integrityreport", "Can read integrity reports of the district led")],
                "default_permissions": (),
                "indexes": [models.Index(fields=["reporter", "-created_at"], name="integrity_of_reporter")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("decided_at", None),
                                ("decided_by", None),
                                ("state__in", ["received", "looking"]),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["answered", "closed"]),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="integrity_report_answer_says_who",
                        violation_error_message="What is answered or closed says by whom, when and how.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_named", True), ("contact_wish", "none"), _connector="OR"),
                        name="integrity_report_no_call_without_name",
                        violation_error_message="Without your name nobody can call you.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="read by",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="integrity.integrityreport",
                        verbose_name="integrity report",
                    ),
                ),
            ],
            options={
                "verbose_name": "opening of a report",
                "verbose_name_plural": "openings of reports",
                "ordering": ["-at", "-pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["report", "reader", "-at"], name="integrity_readings")],
            },
        ),
        migrations.CreateModel(
            name="HistoricalIntegrityReport",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("number", models.CharField(db_index=True, max_length=20, verbose_name="number")),
                ("is_named", models.BooleanField(verbose_name="with the name")),
                (
                    "contact_wish",
                    models.CharField(
                        choices=[
                            ("none", "Only the answer here in the portal"),
                            ("phone", "A call"),
                            ("meeting", "A talk outside the enterprise"),
                        ],
                        default="none",
                        max_length=8,
                        verbose_name="contact",
                    ),
                ),
                (
                    "client_id",
                    models.UUIDField(
                        db_index=True, default=uuid.uuid4, editable=False, verbose_name="number given by the page"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("looking", "being looked into"),
                            ("answered", "answered"),
                            ("closed", "closed"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("looking_since", models.DateTimeField(blank=True, null=True, verbose_name="looked into since")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.district",
                        verbose_name="district",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical integrity report",
                "verbose_name_plural": "historical integrity reports",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="integrity_h_history_97c74b_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
