import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0005_people_by_name"),
        ("accounts", "__first__"),
        ("enterprises", "0004_registrations"),
        ("stewards", "0004_visits"),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("performance", "Performance change"),
                            ("financing", "Financing and investment"),
                            ("product", "Products and R&D"),
                            ("board", "Board and major events"),
                            ("relocation", "Relocation"),
                            ("policy", "Policies enjoyed"),
                            ("outside", "Visits from other provinces"),
                            ("industry", "Industry news"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[("normal", "normal"), ("urgent", "urgent")],
                        default="normal",
                        max_length=8,
                        verbose_name="urgency",
                    ),
                ),
                ("urgent_because", models.CharField(blank=True, max_length=200, verbose_name="why it is urgent")),
                ("title", models.CharField(max_length=100, verbose_name="title")),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="text")),
                ("facts", models.JSONField(default=dict, verbose_name="facts")),
                ("words", models.TextField(blank=True, editable=False, verbose_name="all words")),
                ("happened_on", models.DateField(verbose_name="learned on")),
                (
                    "client_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="number given by the page"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="corrected at")),
                (
                    "state",
                    models.CharField(
                        choices=[("sent", "reported"), ("acknowledged", "acknowledged"), ("passed_on", "passed on")],
                        default="sent",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True, verbose_name="acknowledged at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="acknowledged by",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports_written",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                (
                    "from_visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="stewards.visit",
                        verbose_name="from the visit",
                    ),
                ),
                (
                    "steward",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="stewards.steward",
                        verbose_name="steward",
                    ),
                ),
            ],
            options={
                "verbose_name": "information report",
                "verbose_name_plural": "information reports",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["enterprise", "-created_at"], name="reports_of_enterprise"),
                    models.Index(fields=["-created_at", "-id"], name="reports_newest"),
                    models.Index(
                        condition=models.Q(("state", "sent")), fields=["urgency", "created_at"], name="reports_unread"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_at", None), ("acknowledged_by", None), ("state", "sent")),
                            models.Q(
                                models.Q(("state", "sent"), _negated=True),
                                ("acknowledged_at__isnull", False),
                                ("acknowledged_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reports_report_acknowledged_says_who",
                        violation_error_message="A report that was read says by whom and when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("urgency", "urgent"), ("urgent_because", ""), _connector="OR"),
                        name="reports_report_reason_of_urgent",
                        violation_error_message="Only an urgent report has a reason for it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "performance",
                                    "financing",
                                    "product",
                                    "board",
                                    "relocation",
                                    "policy",
                                    "outside",
                                    "industry",
                                ],
                            )
                        ),
                        name="reports_report_kind_known",
                        violation_error_message="This kind does not exist.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportAddition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000, verbose_name="addition")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="additions",
                        to="reports.report",
                        verbose_name="information report",
                    ),
                ),
            ],
            options={
                "verbose_name": "addition to a report",
                "verbose_name_plural": "additions to reports",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReportLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=12, verbose_name="step")),
                (
                    "state_from",
                    models.CharField(
                        blank=True,
                        choices=[("sent", "reported"), ("acknowledged", "acknowledged"), ("passed_on", "passed on")],
                        max_length=12,
                        verbose_name="state before",
                    ),
                ),
                (
                    "state_to",
                    models.CharField(
                        choices=[("sent", "reported"), ("acknowledged", "acknowledged"), ("passed_on", "passed on")],
                        max_length=12,
                        verbose_name="state after",
                    ),
                ),
                ("comment", models.TextField(blank=True, max_length=1000, verbose_name="note")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log",
                        to="reports.report",
                        verbose_name="information report",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports_received",
                        to="accounts.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a report",
                "verbose_name_plural": "steps of reports",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalReport",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("number", models.CharField(db_index=True, max_length=20, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("performance", "Performance change"),
                            ("financing", "Financing and investment"),
                            ("product", "Products and R&D"),
                            ("board", "Board and major events"),
                            ("relocation", "Relocation"),
                            ("policy", "Policies enjoyed"),
                            ("outside", "Visits from other provinces"),
                            ("industry", "Industry news"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[("normal", "normal"), ("urgent", "urgent")],
                        default="normal",
                        max_length=8,
                        verbose_name="urgency",
                    ),
                ),
                ("urgent_because", models.CharField(blank=True, max_length=200, verbose_name="why it is urgent")),
                ("title", models.CharField(max_length=100, verbose_name="title")),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="text")),
                ("facts", models.JSONField(default=dict, verbose_name="facts")),
                ("happened_on", models.DateField(verbose_name="learned on")),
                (
                    "client_id",
                    models.UUIDField(
                        db_index=True, default=uuid.uuid4, editable=False, verbose_name="number given by the page"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="corrected at")),
                (
                    "state",
                    models.CharField(
                        choices=[("sent", "reported"), ("acknowledged", "acknowledged"), ("passed_on", "passed on")],
                        default="sent",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True, verbose_name="acknowledged at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="acknowledged by",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
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
                    "from_visit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stewards.visit",
                        verbose_name="from the visit",
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
                (
                    "steward",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stewards.steward",
                        verbose_name="steward",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical information report",
                "verbose_name_plural": "historical information reports",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="reports_his_history_ebe548_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
