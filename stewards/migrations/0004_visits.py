import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("enterprises", "0004_registrations"),
        ("stewards", "0003_rosters_are_staged_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cadence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("municipal", "municipal"),
                            ("district", "district level"),
                            ("street", "street level"),
                        ],
                        max_length=10,
                        unique=True,
                        verbose_name="level of the package",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="days")),
            ],
            options={
                "verbose_name": "contact cadence",
                "verbose_name_plural": "contact cadences",
                "ordering": ["level"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days__range", (7, 366))),
                        name="stewards_cadence_week_to_year",
                        violation_error_message="Between a week and a year.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("on_site", "On site"),
                            ("phone", "By telephone"),
                            ("meeting", "Meeting"),
                            ("message", "Message"),
                        ],
                        max_length=10,
                        verbose_name="mode",
                    ),
                ),
                ("happened_at", models.DateTimeField(verbose_name="when")),
                ("people", models.CharField(max_length=300, verbose_name="who took part")),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("operation", "Operation"),
                                ("policy", "Policies"),
                                ("permits", "Permits and approvals"),
                                ("funding", "Financing"),
                                ("people", "Staff and talent"),
                                ("premises", "Land and premises"),
                                ("utilities", "Water, power, gas, network"),
                                ("safety", "Safety and environment"),
                                ("other", "Other matters"),
                            ],
                            max_length=12,
                        ),
                        default=list,
                        size=None,
                        verbose_name="topics",
                    ),
                ),
                ("heard", models.TextField(max_length=4000, verbose_name="what you heard")),
                ("explained", models.TextField(blank=True, max_length=4000, verbose_name="what was explained")),
                (
                    "client_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="number given by the page"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="corrected at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits_written",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                (
                    "steward",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="stewards.steward",
                        verbose_name="steward",
                    ),
                ),
            ],
            options={
                "verbose_name": "visit",
                "verbose_name_plural": "visits",
                "ordering": ["-happened_at", "-pk"],
                "indexes": [
                    models.Index(fields=["enterprise", "-happened_at"], name="visits_of_enterprise"),
                    models.Index(fields=["-happened_at", "-id"], name="visits_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("happened_at__lte", models.F("created_at"))),
                        name="stewards_visit_not_in_the_future",
                        violation_error_message="A visit lies in the past.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalFollowUp",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("text", models.CharField(max_length=300, verbose_name="what was promised")),
                ("due_on", models.DateField(verbose_name="until")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="outcome")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
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
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stewards.visit",
                        verbose_name="visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical follow-up",
                "verbose_name_plural": "historical follow-ups",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="stewards_hi_history_bda7d6_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300, verbose_name="what was promised")),
                ("due_on", models.DateField(verbose_name="until")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="outcome")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="stewards.visit",
                        verbose_name="visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "follow-up",
                "verbose_name_plural": "follow-ups",
                "ordering": ["due_on", "pk"],
                "indexes": [
                    models.Index(condition=models.Q(("done_at", None)), fields=["due_on"], name="follow_ups_open")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at", None), models.Q(("outcome", ""), _negated=True), _connector="OR"
                        ),
                        name="stewards_followup_done_says_how",
                        violation_error_message="Say what came of it.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitAddition",
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
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="additions",
                        to="stewards.visit",
                        verbose_name="visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "addition",
                "verbose_name_plural": "additions",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCadence",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("municipal", "municipal"),
                            ("district", "district level"),
                            ("street", "street level"),
                        ],
                        db_index=True,
                        max_length=10,
                        verbose_name="level of the package",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="days")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
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
                "verbose_name": "historical contact cadence",
                "verbose_name_plural": "historical contact cadences",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="stewards_hi_history_7e6a35_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalVisit",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("on_site", "On site"),
                            ("phone", "By telephone"),
                            ("meeting", "Meeting"),
                            ("message", "Message"),
                        ],
                        max_length=10,
                        verbose_name="mode",
                    ),
                ),
                ("happened_at", models.DateTimeField(verbose_name="when")),
                ("people", models.CharField(max_length=300, verbose_name="who took part")),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("operation", "Operation"),
                                ("policy", "Policies"),
                                ("permits", "Permits and approvals"),
                                ("funding", "Financing"),
                                ("people", "Staff and talent"),
                                ("premises", "Land and premises"),
                                ("utilities", "Water, power, gas, network"),
                                ("safety", "Safety and environment"),
                                ("other", "Other matters"),
                            ],
                            max_length=12,
                        ),
                        default=list,
                        size=None,
                        verbose_name="topics",
                    ),
                ),
                ("heard", models.TextField(max_length=4000, verbose_name="what you heard")),
                ("explained", models.TextField(blank=True, max_length=4000, verbose_name="what was explained")),
                (
                    "client_id",
                    models.UUIDField(
                        db_index=True, default=uuid.uuid4, editable=False, verbose_name="number given by the page"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="corrected at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
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
                "verbose_name": "historical visit",
                "verbose_name_plural": "historical visits",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="stewards_hi_history_4d19a1_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
