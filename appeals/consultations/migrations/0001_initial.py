import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0005_people_by_name"),
        ("accounts", "__first__"),
        ("appeals", "0008_same_reply"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("room", models.CharField(blank=True, max_length=120, verbose_name="room")),
                ("link", models.URLField(blank=True, max_length=300, verbose_name="link")),
                ("purpose", models.TextField(max_length=1000, verbose_name="what is to be settled")),
                (
                    "state",
                    models.CharField(
                        choices=[("called", "called"), ("held", "held"), ("cancelled", "called off")],
                        default="called",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField(default=0, verbose_name="edition")),
                ("called_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="called at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at")),
                ("minutes", models.TextField(blank=True, max_length=4000, verbose_name="minutes")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it was called off")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "reminded_day_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="reminded the day before"),
                ),
                (
                    "reminded_hour_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="reminded the hour before"),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="appeals.appeal",
                        verbose_name="appeal",
                    ),
                ),
                (
                    "called_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="called by",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
            ],
            options={
                "verbose_name": "consultation",
                "verbose_name_plural": "consultations",
                "ordering": ["starts_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "called")), fields=["starts_at"], name="consultations_to_come"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "called")),
                        fields=("appeal", "starts_at"),
                        name="consultations_once_at_a_time",
                        violation_error_message="A consultation of this case is called for this time already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="consultations_end_after_beginning",
                        violation_error_message="The end cannot lie before the beginning.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("room", ""), _negated=True),
                            models.Q(("link", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consultations_somewhere",
                        violation_error_message="Say where it takes place, or give a link.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("minutes", ""), ("reason", ""), ("state", "called")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("reason", ""),
                                ("state", "held"),
                                models.Q(("minutes", ""), _negated=True),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("minutes", ""),
                                ("state", "cancelled"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="consultations_ended_whole",
                        violation_error_message="What was held has minutes, what was called off its reason.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalConsultation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("room", models.CharField(blank=True, max_length=120, verbose_name="room")),
                ("link", models.URLField(blank=True, max_length=300, verbose_name="link")),
                ("purpose", models.TextField(max_length=1000, verbose_name="what is to be settled")),
                (
                    "state",
                    models.CharField(
                        choices=[("called", "called"), ("held", "held"), ("cancelled", "called off")],
                        default="called",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField(default=0, verbose_name="edition")),
                ("called_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="called at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at")),
                ("minutes", models.TextField(blank=True, max_length=4000, verbose_name="minutes")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it was called off")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeals.appeal",
                        verbose_name="appeal",
                    ),
                ),
                (
                    "called_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="called by",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
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
                "verbose_name": "historical consultation",
                "verbose_name_plural": "historical consultations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="consultatio_history_560ece_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_lead", models.BooleanField(default=False, verbose_name="lead unit")),
                (
                    "coming",
                    models.CharField(
                        choices=[("open", "no answer yet"), ("yes", "comes"), ("no", "does not come")],
                        default="open",
                        max_length=5,
                        verbose_name="answer",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("attended", models.BooleanField(default=False, verbose_name="was there")),
                (
                    "answered_by",
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
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seats",
                        to="consultations.consultation",
                        verbose_name="consultation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "unit at a consultation",
                "verbose_name_plural": "units at a consultation",
                "ordering": ["-is_lead", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("consultation", "unit"),
                        name="consultations_seat_once",
                        violation_error_message="This unit is invited already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("coming", "no"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consultations_absence_has_reason",
                        violation_error_message="Who does not come says why.",
                    ),
                ],
            },
        ),
    ]
