import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0005_people_by_name"),
        ("accounts", "__first__"),
        ("appeals", "0005_from_visit"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reply", "reply of the respondent"),
                            ("climb", "at each further level"),
                            ("rest", "until the same rule raises it anew"),
                        ],
                        max_length=10,
                        verbose_name="limit",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="days")),
                ("effective_from", models.DateField(verbose_name="in effect from")),
                ("basis", models.CharField(blank=True, max_length=120, verbose_name="basis")),
            ],
            options={
                "verbose_name": "limit of supervision",
                "verbose_name_plural": "limits of supervision",
                "ordering": ["kind", "-effective_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "effective_from"),
                        name="supervision_limit_once",
                        violation_error_message="There is already a limit of this kind from this day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1)),
                        name="supervision_limit_at_least_a_day",
                        violation_error_message="A limit is at least one day.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisionOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("by_hand", "raised by hand"),
                            ("final_reply", "final reply overdue"),
                            ("desk", "overdue at the desk"),
                            ("reopened", "reopened twice"),
                            ("rating", "bad rating not followed up"),
                            ("arbitration", "binding assignment not taken on"),
                        ],
                        default="by_hand",
                        max_length=12,
                        verbose_name="rule",
                    ),
                ),
                ("cause", models.BigIntegerField(blank=True, editable=False, null=True, verbose_name="cause")),
                (
                    "demand",
                    models.TextField(blank=True, max_length=1000, verbose_name="what the unit should do and answer"),
                ),
                ("raised_at", models.DateTimeField(verbose_name="raised at")),
                ("days", models.PositiveSmallIntegerField(verbose_name="days")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "waits for the unit's reply"),
                            ("replied", "waits for the verdict"),
                            ("returned", "reply not accepted"),
                            ("accepted", "reply accepted"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="issued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "station",
                    models.CharField(
                        choices=[
                            ("respondent", "respondent unit"),
                            ("superior", "superior unit"),
                            ("district", "district lead"),
                            ("city", "city lead"),
                        ],
                        default="respondent",
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                ("climbs_at", models.DateTimeField(blank=True, null=True, verbose_name="climbs at")),
                ("reply", models.TextField(blank=True, max_length=4000, verbose_name="reply")),
                ("replied_at", models.DateTimeField(blank=True, null=True, verbose_name="replied at")),
                ("verdict", models.TextField(blank=True, max_length=1000, verbose_name="verdict")),
                (
                    "effect",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "the enterprise has its answer"),
                            ("dated", "the enterprise has a new date"),
                            ("moved", "another unit handles the case"),
                            ("explained", "the delay was beyond the unit"),
                            ("none", "nothing changed"),
                        ],
                        max_length=10,
                        verbose_name="effect",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                ("rests_until", models.DateTimeField(blank=True, null=True, verbose_name="not raised again before")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="appeals.appeal",
                        verbose_name="appeal",
                    ),
                ),
                (
                    "handling",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="appeals.handling",
                        verbose_name="handling",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="raised by",
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="replied by",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervision_orders",
                        to="accounts.unit",
                        verbose_name="respondent unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "supervision order",
                "verbose_name_plural": "supervision orders",
                "ordering": ["-raised_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["issued", "returned"])),
                        fields=["climbs_at"],
                        name="orders_to_climb",
                    ),
                    models.Index(fields=["unit", "state"], name="orders_of_unit"),
                    models.Index(fields=["state", "due_at"], name="orders_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("issued", "returned", "replied"))),
                        fields=("appeal", "rule", "unit"),
                        name="supervision_order_open_once",
                        violation_error_message="The unit already has an open order of this kind on this case.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["issued", "replied", "returned", "accepted", "withdrawn"]),
                            ("rule__in", ["by_hand", "final_reply", "desk", "reopened", "rating", "arbitration"]),
                            ("station__in", ["respondent", "superior", "district", "city"]),
                        ),
                        name="supervision_order_words_known",
                        violation_error_message="This state does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("raised_by__isnull", False),
                                ("rule", "by_hand"),
                                models.Q(("demand", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("rule", "by_hand"), _negated=True),
                                ("cause__isnull", False),
                                ("raised_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="supervision_order_says_who",
                        violation_error_message="An order names the rule, or the person that raised it and what is asked.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["replied", "accepted"]), _negated=True),
                            models.Q(("replied_at__isnull", False), models.Q(("reply", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="supervision_order_replied_has_reply",
                        violation_error_message="An answered order has a reply and its time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("state__in", ["accepted", "withdrawn"])),
                            models.Q(
                                models.Q(("state__in", ["accepted", "withdrawn"]), _negated=True),
                                ("effect", ""),
                                ("ended_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="supervision_order_ended_has_time",
                        violation_error_message="An order that is over, and no other, says when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), models.Q(("effect", ""), _negated=True)),
                            models.Q(models.Q(("state", "accepted"), _negated=True), ("effect", "")),
                            _connector="OR",
                        ),
                        name="supervision_order_accepted_has_effect",
                        violation_error_message="An accepted order says what became of the case.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=10, verbose_name="step")),
                (
                    "from_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("issued", "waits for the unit's reply"),
                            ("replied", "waits for the verdict"),
                            ("returned", "reply not accepted"),
                            ("accepted", "reply accepted"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                        verbose_name="from state",
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("issued", "waits for the unit's reply"),
                            ("replied", "waits for the verdict"),
                            ("returned", "reply not accepted"),
                            ("accepted", "reply accepted"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                        verbose_name="to state",
                    ),
                ),
                (
                    "station",
                    models.CharField(
                        choices=[
                            ("respondent", "respondent unit"),
                            ("superior", "superior unit"),
                            ("district", "district lead"),
                            ("city", "city lead"),
                        ],
                        default="respondent",
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                ("comment", models.TextField(blank=True, max_length=4000, verbose_name="comment")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due at")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="told at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log",
                        to="supervision.supervisionorder",
                        verbose_name="supervision order",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of an order",
                "verbose_name_plural": "steps of orders",
                "ordering": ["at", "pk"],
                "indexes": [models.Index(condition=models.Q(("told_at", None)), fields=["at"], name="orders_to_tell")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("step", "climb")),
                        fields=("order", "station", "unit"),
                        name="supervision_log_each_level_once",
                        nulls_distinct=False,
                        violation_error_message="The order has been at this level already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalOrderLimit",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reply", "reply of the respondent"),
                            ("climb", "at each further level"),
                            ("rest", "until the same rule raises it anew"),
                        ],
                        max_length=10,
                        verbose_name="limit",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="days")),
                ("effective_from", models.DateField(verbose_name="in effect from")),
                ("basis", models.CharField(blank=True, max_length=120, verbose_name="basis")),
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
                "verbose_name": "historical limit of supervision",
                "verbose_name_plural": "historical limits of supervision",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="supervision_history_f474b4_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSupervisionOrder",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("number", models.CharField(db_index=True, max_length=20, verbose_name="number")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("by_hand", "raised by hand"),
                            ("final_reply", "final reply overdue"),
                            ("desk", "overdue at the desk"),
                            ("reopened", "reopened twice"),
                            ("rating", "bad rating not followed up"),
                            ("arbitration", "binding assignment not taken on"),
                        ],
                        default="by_hand",
                        max_length=12,
                        verbose_name="rule",
                    ),
                ),
                ("cause", models.BigIntegerField(blank=True, editable=False, null=True, verbose_name="cause")),
                (
                    "demand",
                    models.TextField(blank=True, max_length=1000, verbose_name="what the unit should do and answer"),
                ),
                ("raised_at", models.DateTimeField(verbose_name="raised at")),
                ("days", models.PositiveSmallIntegerField(verbose_name="days")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "waits for the unit's reply"),
                            ("replied", "waits for the verdict"),
                            ("returned", "reply not accepted"),
                            ("accepted", "reply accepted"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="issued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "station",
                    models.CharField(
                        choices=[
                            ("respondent", "respondent unit"),
                            ("superior", "superior unit"),
                            ("district", "district lead"),
                            ("city", "city lead"),
                        ],
                        default="respondent",
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                ("climbs_at", models.DateTimeField(blank=True, null=True, verbose_name="climbs at")),
                ("reply", models.TextField(blank=True, max_length=4000, verbose_name="reply")),
                ("replied_at", models.DateTimeField(blank=True, null=True, verbose_name="replied at")),
                ("verdict", models.TextField(blank=True, max_length=1000, verbose_name="verdict")),
                (
                    "effect",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "the enterprise has its answer"),
                            ("dated", "the enterprise has a new date"),
                            ("moved", "another unit handles the case"),
                            ("explained", "the delay was beyond the unit"),
                            ("none", "nothing changed"),
                        ],
                        max_length=10,
                        verbose_name="effect",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                ("rests_until", models.DateTimeField(blank=True, null=True, verbose_name="not raised again before")),
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
                    "handling",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeals.handling",
                        verbose_name="handling",
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
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="raised by",
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="replied by",
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
                        verbose_name="respondent unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical supervision order",
                "verbose_name_plural": "historical supervision orders",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="supervision_history_b4a48c_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
