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
            name="Budget",
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
                ("contacts", models.PositiveSmallIntegerField(verbose_name="times a month")),
            ],
            options={
                "verbose_name": "burden budget",
                "verbose_name_plural": "burden budgets",
                "ordering": ["level"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("contacts__range", (1, 100))),
                        name="research_budget_one_to_hundred",
                        violation_error_message="Between 1 and 100.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ResearchVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("leader_name", models.CharField(blank=True, max_length=60, verbose_name="name of the leader")),
                ("leader_office", models.CharField(blank=True, max_length=100, verbose_name="office of the leader")),
                ("purpose", models.CharField(max_length=300, verbose_name="purpose")),
                ("meeting_point", models.CharField(blank=True, max_length=200, verbose_name="meeting point")),
                ("others", models.CharField(blank=True, max_length=300, verbose_name="who else accompanies")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "planned"), ("done", "done"), ("cancelled", "cancelled")],
                        default="planned",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "cancelled_because",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of the cancellation"),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="number for calendars"
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, editable=False, verbose_name="number of changes")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="planned at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "companions",
                    models.ManyToManyField(
                        blank=True,
                        related_name="research_joined",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who accompanies",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="research_led",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="leader",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="research_planned",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="planned by",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="research_visits",
                        to="accounts.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "research visit",
                "verbose_name_plural": "research visits",
                "ordering": ["-starts_at", "-pk"],
                "indexes": [models.Index(fields=["-starts_at", "-id"], name="research_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="research_visit_ends_after_start",
                        violation_error_message="The end lies after the beginning.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("leader__isnull", False), models.Q(("leader_name", ""), _negated=True), _connector="OR"
                        ),
                        name="research_visit_has_leader",
                        violation_error_message="Say which leader goes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "cancelled"), ("cancelled_because", ""), _connector="XOR"),
                        name="research_visit_cancelled_says_why",
                        violation_error_message="A cancellation says why, and nothing else does.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResearchStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "planned"), ("recorded", "recorded"), ("dropped", "left out")],
                        default="planned",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("revisit_on", models.DateField(blank=True, null=True, verbose_name="revisit by")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="research_stops",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                (
                    "revisit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisit_of",
                        to="stewards.visit",
                        verbose_name="revisit",
                    ),
                ),
                (
                    "visit",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="research_stop",
                        to="stewards.visit",
                        verbose_name="record",
                    ),
                ),
                (
                    "research_visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="research.researchvisit",
                        verbose_name="research visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "stop",
                "verbose_name_plural": "stops",
                "ordering": ["at", "pk"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "planned")), fields=["at"], name="research_stops_coming"),
                    models.Index(
                        condition=models.Q(("revisit", None)), fields=["revisit_on"], name="research_revisits_open"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("research_visit", "enterprise"),
                        name="research_stop_once",
                        violation_error_message="An enterprise stands in the plan once.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "recorded"), ("visit", None), _connector="XOR"),
                        name="research_stop_recorded_has_visit",
                        violation_error_message="A recorded stop has its record, and no other has one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revisit", None), ("revisit_on", None)), ("visit__isnull", False), _connector="OR"
                        ),
                        name="research_stop_revisit_after_record",
                        violation_error_message="A revisit follows a record.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalResearchStop",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "planned"), ("recorded", "recorded"), ("dropped", "left out")],
                        default="planned",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("revisit_on", models.DateField(blank=True, null=True, verbose_name="revisit by")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
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
                    "revisit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stewards.visit",
                        verbose_name="revisit",
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
                        verbose_name="record",
                    ),
                ),
                (
                    "research_visit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="research.researchvisit",
                        verbose_name="research visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical stop",
                "verbose_name_plural": "historical stops",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="research_hi_history_3fe639_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalBudget",
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
                ("contacts", models.PositiveSmallIntegerField(verbose_name="times a month")),
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
                "verbose_name": "historical burden budget",
                "verbose_name_plural": "historical burden budgets",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="research_hi_history_ff9d1f_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalResearchVisit",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("leader_name", models.CharField(blank=True, max_length=60, verbose_name="name of the leader")),
                ("leader_office", models.CharField(blank=True, max_length=100, verbose_name="office of the leader")),
                ("purpose", models.CharField(max_length=300, verbose_name="purpose")),
                ("meeting_point", models.CharField(blank=True, max_length=200, verbose_name="meeting point")),
                ("others", models.CharField(blank=True, max_length=300, verbose_name="who else accompanies")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "planned"), ("done", "done"), ("cancelled", "cancelled")],
                        default="planned",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "cancelled_because",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of the cancellation"),
                ),
                (
                    "uid",
                    models.UUIDField(
                        db_index=True, default=uuid.uuid4, editable=False, verbose_name="number for calendars"
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, editable=False, verbose_name="number of changes")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="planned at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
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
                (
                    "leader",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="leader",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="planned by",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical research visit",
                "verbose_name_plural": "historical research visits",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="research_hi_history_f4a579_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
