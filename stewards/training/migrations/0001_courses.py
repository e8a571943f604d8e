import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("places", "0002_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("video", "Video course"),
                            ("lecture", "Lecture"),
                            ("visit", "Study visit"),
                            ("case", "Shared case"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("summary", models.CharField(max_length=300, verbose_name="summary")),
                ("text", models.TextField(blank=True, max_length=20000, verbose_name="text")),
                ("link", models.URLField(blank=True, verbose_name="link to the video or the material")),
                (
                    "required_for",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("steward", "service stewards"), ("liaison", "liaison officers")], max_length=10
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="required for",
                    ),
                ),
                (
                    "due_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="working days after entry"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("questions", models.JSONField(blank=True, default=list, verbose_name="questions")),
                ("pass_mark", models.PositiveSmallIntegerField(default=80, verbose_name="pass mark")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="courses_written",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="courses",
                        to="places.district",
                        verbose_name="district",
                    ),
                ),
            ],
            options={
                "verbose_name": "course",
                "verbose_name_plural": "courses",
                "ordering": ["-published_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("required_for", []),
                            models.Q(("due_days__isnull", False), ("due_on__isnull", False), _connector="XOR"),
                            _connector="OR",
                        ),
                        name="training_course_required_has_one_limit",
                        violation_error_message="A required course is due within working days or by a date: fill in one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_days", None), ("due_days__range", (1, 250)), _connector="OR"),
                        name="training_course_days_within_a_year",
                        violation_error_message="Between 1 and 250 working days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pass_mark__range", (1, 100))),
                        name="training_course_pass_mark_is_a_share",
                        violation_error_message="The pass mark lies between 1 and 100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_at", None), ("published_at__isnull", False), _connector="OR"),
                        name="training_course_closed_was_published",
                        violation_error_message="Only a published course is closed.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("score", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="score")),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="issued at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="training.course",
                        verbose_name="course",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate",
                "verbose_name_plural": "certificates",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("course", "person"),
                        name="training_certificate_once",
                        violation_error_message="There is a certificate for this course already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answers", models.JSONField(verbose_name="answers")),
                ("score", models.PositiveSmallIntegerField(verbose_name="score")),
                ("passed", models.BooleanField(verbose_name="passed")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="course_attempts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="training.course",
                        verbose_name="course",
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt",
                "verbose_name_plural": "attempts",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["course", "person", "-at"], name="training_attempts_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score__range", (0, 100))),
                        name="training_attempt_score_is_a_share",
                        violation_error_message="A score lies between 0 and 100.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCourse",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("video", "Video course"),
                            ("lecture", "Lecture"),
                            ("visit", "Study visit"),
                            ("case", "Shared case"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("summary", models.CharField(max_length=300, verbose_name="summary")),
                ("text", models.TextField(blank=True, max_length=20000, verbose_name="text")),
                ("link", models.URLField(blank=True, verbose_name="link to the video or the material")),
                (
                    "required_for",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("steward", "service stewards"), ("liaison", "liaison officers")], max_length=10
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="required for",
                    ),
                ),
                (
                    "due_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="working days after entry"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("questions", models.JSONField(blank=True, default=list, verbose_name="questions")),
                ("pass_mark", models.PositiveSmallIntegerField(default=80, verbose_name="pass mark")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "created_by",
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
                "verbose_name": "historical course",
                "verbose_name_plural": "historical courses",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="training_hi_history_325b2f_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSession",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("begins_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("venue", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("link", models.URLField(blank=True, verbose_name="link")),
                ("places", models.PositiveSmallIntegerField(verbose_name="places")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at")),
                ("edition", models.PositiveSmallIntegerField(default=0, verbose_name="number of changes")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled at")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="cancelled by",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="training.course",
                        verbose_name="course",
                    ),
                ),
                (
                    "created_by",
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
                        verbose_name="who runs it",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical session",
                "verbose_name_plural": "historical sessions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="training_hi_history_d9bdeb_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="read at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="training.course",
                        verbose_name="course",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="course_readings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "reading",
                "verbose_name_plural": "readings",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("course", "person"),
                        name="training_reading_once",
                        violation_error_message="This was confirmed already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begins_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("venue", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("link", models.URLField(blank=True, verbose_name="link")),
                ("places", models.PositiveSmallIntegerField(verbose_name="places")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at")),
                ("edition", models.PositiveSmallIntegerField(default=0, verbose_name="number of changes")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled at")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="cancelled by",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="training.course",
                        verbose_name="course",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training_sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who runs it",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ["begins_at", "pk"],
                "indexes": [models.Index(fields=["begins_at"], name="training_sessions_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                        name="training_session_ends_after_beginning",
                        violation_error_message="The end cannot lie before the beginning.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("places__range", (1, 500))),
                        name="training_session_has_places",
                        violation_error_message="Between 1 and 500 places.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("venue", ""), ("link", ""), _negated=True),
                        name="training_session_is_somewhere",
                        violation_error_message="Say where it takes place, or give a link.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cancelled_at", None), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="training_session_cancelled_says_why",
                        violation_error_message="Say why the session is cancelled.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalEnrolment",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="number of the place")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="enrolled at")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled at")),
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="training.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical enrolment",
                "verbose_name_plural": "historical enrolments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="training_hi_history_0d54da_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="number of the place")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="enrolled at")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="training.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "enrolment",
                "verbose_name_plural": "enrolments",
                "ordering": ["place", "created_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at", None), ("place__isnull", False)),
                        fields=("session", "place"),
                        name="training_enrolment_place_once",
                        violation_error_message="This place has just been taken.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at", None)),
                        fields=("session", "person"),
                        name="training_enrolment_once",
                        violation_error_message="You are enrolled already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place", None), ("place__range", (1, 500)), _connector="OR"),
                        name="training_enrolment_place_counts_from_one",
                        violation_error_message="Between 1 and 500 places.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[("code", "by the code"), ("tick", "entered by the organiser")],
                        max_length=5,
                        verbose_name="how",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training_attendances",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="training.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance",
                "verbose_name_plural": "attendances",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "person"),
                        name="training_attendance_once",
                        violation_error_message="This was confirmed already.",
                    )
                ],
            },
        ),
    ]
