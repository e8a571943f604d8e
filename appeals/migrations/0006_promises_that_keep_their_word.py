import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("appeals", "0005_from_visit"),
    ]

    operations = [
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                ("requested_at", models.DateTimeField(verbose_name="requested at")),
                ("granted", models.BooleanField(blank=True, null=True, verbose_name="granted")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("comment", models.TextField(blank=True, max_length=1000, verbose_name="comment")),
            ],
            options={
                "verbose_name": "request for more time",
                "verbose_name_plural": "requests for more time",
                "ordering": ["requested_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("granted", None)),
                            models.Q(("decided_at__isnull", False), ("granted__isnull", False)),
                            _connector="OR",
                        ),
                        name="appeals_extension_decided_whole",
                        violation_error_message="A decision says yes or no, and when.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                ("opened_at", models.DateTimeField(verbose_name="opened at")),
                ("contacted_at", models.DateTimeField(blank=True, null=True, verbose_name="contacted at")),
                ("said", models.TextField(blank=True, max_length=2000, verbose_name="what was said")),
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="checked at")),
                ("helped", models.BooleanField(blank=True, null=True, verbose_name="helped now")),
                ("found", models.TextField(blank=True, max_length=2000, verbose_name="what was found")),
            ],
            options={
                "verbose_name": "follow-up",
                "verbose_name_plural": "follow-ups",
                "ordering": ["-opened_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contacted_at", None), models.Q(("said", ""), _negated=True), _connector="OR"
                        ),
                        name="appeals_followup_contact_has_words",
                        violation_error_message="A contact says what was said.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at", None), ("helped", None)),
                            models.Q(
                                ("checked_at__isnull", False),
                                ("helped__isnull", False),
                                models.Q(("found", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appeals_followup_check_has_outcome",
                        violation_error_message="A re-check says whether it helped and what was found.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRating",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (5, "very satisfied"),
                            (4, "satisfied"),
                            (3, "neither satisfied nor dissatisfied"),
                            (2, "dissatisfied"),
                            (1, "very dissatisfied"),
                        ],
                        verbose_name="satisfaction",
                    ),
                ),
                (
                    "solved",
                    models.CharField(
                        choices=[("yes", "yes"), ("partly", "partly"), ("no", "no")],
                        max_length=6,
                        verbose_name="solved",
                    ),
                ),
                ("comment", models.TextField(blank=True, max_length=1000, verbose_name="comment")),
                (
                    "is_proxy",
                    models.BooleanField(db_default=False, default=False, verbose_name="written down by somebody else"),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical rating",
                "verbose_name_plural": "historical ratings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="appeals_his_history_6a773f_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField(verbose_name="paused at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="went on at")),
                ("due_before", models.DateTimeField(verbose_name="due before the pause")),
                ("due_after", models.DateTimeField(blank=True, null=True, verbose_name="due after the pause")),
            ],
            options={
                "verbose_name": "pause",
                "verbose_name_plural": "pauses",
                "ordering": ["started_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_after", None), ("ended_at", None)),
                            models.Q(("due_after__gte", models.F("due_before")), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="appeals_pause_ended_whole",
                        violation_error_message="A pause that ended says when, and by when it is due now.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="handling",
            name="is_binding",
            field=models.BooleanField(db_default=False, default=False, verbose_name="by binding ruling"),
        ),
        migrations.AddField(
            model_name="historicalhandling",
            name="is_binding",
            field=models.BooleanField(db_default=False, default=False, verbose_name="by binding ruling"),
        ),
        migrations.AddField(
            model_name="promise",
            name="day_kind",
            field=models.CharField(
                choices=[("working", "working days"), ("calendar", "calendar days")],
                db_default="working",
                default="working",
                max_length=10,
                verbose_name="kind of days",
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="ended_as",
            field=models.CharField(
                blank=True,
                choices=[("extended", "extended"), ("next_date", "broken, next date set")],
                db_default="",
                default="",
                max_length=10,
                verbose_name="ended as",
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="follows",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="appeals.promise",
                verbose_name="follows",
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="paused_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="paused at"),
        ),
        migrations.AddField(
            model_name="rating",
            name="is_proxy",
            field=models.BooleanField(db_default=False, default=False, verbose_name="written down by somebody else"),
        ),
        migrations.AlterField(
            model_name="historicaltimelimit",
            name="kind",
            field=models.CharField(
                choices=[
                    ("review", "review"),
                    ("dispatch", "dispatch"),
                    ("take_on", "taking on or returning"),
                    ("first_contact", "first contact"),
                    ("interim_reply", "interim reply"),
                    ("final_reply", "final reply"),
                    ("next_reply", "next reply"),
                    ("follow_up", "contact after a bad rating"),
                    ("recheck", "re-check after a bad rating"),
                    ("answer", "answer by the enterprise"),
                    ("rating", "rating by the enterprise"),
                    ("reopen", "reopening by the enterprise"),
                ],
                max_length=15,
                verbose_name="promise",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("note", "internal note"),
                    ("supplement", "supplement by the enterprise"),
                    ("progress", "progress for the enterprise"),
                    ("contact", "first contact"),
                    ("question", "question to the enterprise"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="promise",
            name="kind",
            field=models.CharField(
                choices=[
                    ("review", "review"),
                    ("dispatch", "dispatch"),
                    ("take_on", "taking on or returning"),
                    ("first_contact", "first contact"),
                    ("interim_reply", "interim reply"),
                    ("final_reply", "final reply"),
                    ("next_reply", "next reply"),
                    ("follow_up", "contact after a bad rating"),
                    ("recheck", "re-check after a bad rating"),
                    ("answer", "answer by the enterprise"),
                    ("rating", "rating by the enterprise"),
                    ("reopen", "reopening by the enterprise"),
                ],
                max_length=15,
                verbose_name="promise",
            ),
        ),
        migrations.AlterField(
            model_name="timelimit",
            name="kind",
            field=models.CharField(
                choices=[
                    ("review", "review"),
                    ("dispatch", "dispatch"),
                    ("take_on", "taking on or returning"),
                    ("first_contact", "first contact"),
                    ("interim_reply", "interim reply"),
                    ("final_reply", "final reply"),
                    ("next_reply", "next reply"),
                    ("follow_up", "contact after a bad rating"),
                    ("recheck", "re-check after a bad rating"),
                    ("answer", "answer by the enterprise"),
                    ("rating", "rating by the enterprise"),
                    ("reopen", "reopening by the enterprise"),
                ],
                max_length=15,
                verbose_name="promise",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paused_at", None), models.Q(("kept_at", None), ("lapsed_at", None)), _connector="OR"
                ),
                name="appeals_promise_paused_while_running",
                violation_error_message="Only a running promise can be paused.",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_as", ""), ("lapsed_at__isnull", False), _connector="OR"),
                name="appeals_promise_ended_has_time",
                violation_error_message="What another promise follows has ended.",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="extensions_decided",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="promise",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="extensions",
                to="appeals.promise",
                verbose_name="promise",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="requested_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="extensions_requested",
                to=settings.AUTH_USER_MODEL,
                verbose_name="requested by",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="appeal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups",
                to="appeals.appeal",
                verbose_name="appeal",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="checked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups_checked",
                to=settings.AUTH_USER_MODEL,
                verbose_name="checked by",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="contacted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups_contacted",
                to=settings.AUTH_USER_MODEL,
                verbose_name="contacted by",
            ),
        ),
        migrations.AddField(
            model_name="historicalrating",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="historicalrating",
            name="handling",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="appeals.handling",
                verbose_name="handling",
            ),
        ),
        migrations.AddField(
            model_name="historicalrating",
            name="history_user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pauses_ended",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ended by",
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="promise",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pauses",
                to="appeals.promise",
                verbose_name="promise",
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pauses",
                to="appeals.message",
                verbose_name="question",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)),
                fields=("promise",),
                name="appeals_extension_open_once",
                violation_error_message="More time has already been asked for.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                fields=("appeal", "round"),
                name="appeals_followup_once",
                violation_error_message="This rating is already being followed up.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("promise",),
                name="appeals_pause_open_once",
                violation_error_message="The clock already stands still.",
            ),
        ),
    ]
