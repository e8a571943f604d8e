import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0005_people_by_name"),
        ("accounts", "__first__"),
        ("appeals", "0007_limits_of_new_promises"),
        ("places", "0002_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="Problem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("title", models.CharField(max_length=100, verbose_name="title")),
                ("cause", models.TextField(max_length=2000, verbose_name="common cause")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "to be answered"), ("answered", "answered"), ("closed", "closed")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="gathered at")),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="lead answer")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("solved", "solved"),
                            ("partly", "partly solved"),
                            ("explained", "explained"),
                            ("rule_change", "needs a rule change"),
                            ("cannot", "cannot be done"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("clause", models.CharField(blank=True, max_length=200, verbose_name="clause")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
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
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="gathered by",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.district",
                        verbose_name="district",
                    ),
                ),
                (
                    "lead_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems_led",
                        to="accounts.unit",
                        verbose_name="lead unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "common problem",
                "verbose_name_plural": "common problems",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "answered", "closed"])),
                        name="problems_problem_state_known",
                        violation_error_message="This state does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), _negated=True),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="problems_problem_answered_has_answer",
                        violation_error_message="An answered problem has its answer and outcome.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "explained"), _negated=True),
                            models.Q(("clause", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="problems_problem_explained_has_clause",
                        violation_error_message="An explanation cites its clause.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False), ("state", "closed")),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True), ("closed_at", None), ("closed_by", None)
                            ),
                            _connector="OR",
                        ),
                        name="problems_problem_closed_has_time",
                        violation_error_message="A closed problem, and no other, says when and by whom it was closed.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalProblemMember",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="added at")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="taken out at")),
                ("removed_because", models.CharField(blank=True, max_length=300, verbose_name="why it was taken out")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "reached",
                    models.CharField(
                        blank=True,
                        choices=[("reply", "as the reply"), ("progress", "as a message")],
                        max_length=10,
                        verbose_name="answered",
                    ),
                ),
                ("reached_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                (
                    "failed",
                    models.CharField(blank=True, max_length=500, verbose_name="why the answer did not reach it"),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken out by",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="problems.problem",
                        verbose_name="common problem",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical appeal of a common problem",
                "verbose_name_plural": "historical appeals of common problems",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="problems_hi_history_707ab4_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ProblemMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="added at")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="taken out at")),
                ("removed_because", models.CharField(blank=True, max_length=300, verbose_name="why it was taken out")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "reached",
                    models.CharField(
                        blank=True,
                        choices=[("reply", "as the reply"), ("progress", "as a message")],
                        max_length=10,
                        verbose_name="answered",
                    ),
                ),
                ("reached_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                (
                    "failed",
                    models.CharField(blank=True, max_length=500, verbose_name="why the answer did not reach it"),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problem_members",
                        to="appeals.appeal",
                        verbose_name="appeal",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="problems.problem",
                        verbose_name="common problem",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken out by",
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal of a common problem",
                "verbose_name_plural": "appeals of common problems",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("removed_at", None)),
                        fields=("appeal",),
                        name="problems_member_one_open_problem",
                        violation_error_message="This appeal already belongs to an open common problem.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at", None), ("removed_by", None)),
                            models.Q(
                                ("removed_at__isnull", False),
                                ("removed_by__isnull", False),
                                models.Q(("removed_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="problems_member_removed_says_why",
                        violation_error_message="Taken out means: by whom, when and why.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.CharField(max_length=200, verbose_name="question")),
                ("answer", models.TextField(max_length=4000, verbose_name="answer")),
                ("clause", models.CharField(blank=True, max_length=200, verbose_name="clause")),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="published at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_because",
                    models.CharField(blank=True, max_length=300, verbose_name="why it was withdrawn"),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published_answers",
                        to="appeals.appeal",
                        verbose_name="from the appeal",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published_answers",
                        to="appeals.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="published by",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawn by",
                    ),
                ),
            ],
            options={
                "verbose_name": "published answer",
                "verbose_name_plural": "published answers",
                "ordering": ["-published_at", "-pk"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Upper("question"), name="gin_trgm_ops"
                        ),
                        name="problems_question_trgm",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("appeal",),
                        name="problems_answer_once_an_appeal",
                        violation_error_message="An answer of this case is already published.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="problems_answer_withdrawn_says_why",
                        violation_error_message="A withdrawn answer says by whom, when and why.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ThemedWindow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=60, verbose_name="title")),
                ("words", models.CharField(max_length=300, verbose_name="words for the enterprise")),
                ("opens_on", models.DateField(verbose_name="open from")),
                ("closes_on", models.DateField(verbose_name="open until")),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="entered at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="themed_windows",
                        to="appeals.category",
                        verbose_name="category of its appeals",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="themed_windows",
                        to="accounts.unit",
                        verbose_name="desk",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="opened by",
                    ),
                ),
            ],
            options={
                "verbose_name": "themed window",
                "verbose_name_plural": "themed windows",
                "ordering": ["-closes_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                        name="problems_window_closes_after_opening",
                        violation_error_message="A window closes after it opens.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WindowAppeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "appeal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="themed",
                        to="appeals.appeal",
                        verbose_name="appeal",
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="problems.themedwindow",
                        verbose_name="themed window",
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal of a themed window",
                "verbose_name_plural": "appeals of themed windows",
            },
        ),
        migrations.CreateModel(
            name="HistoricalPassedUp",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("city", "city level"), ("central", "central level")],
                        max_length=10,
                        verbose_name="higher level",
                    ),
                ),
                ("body", models.CharField(max_length=80, verbose_name="passed up to")),
                ("asked", models.TextField(max_length=2000, verbose_name="what is asked for")),
                ("number_there", models.CharField(blank=True, max_length=60, verbose_name="number given there")),
                ("passed_on", models.DateField(verbose_name="passed up on")),
                ("awaited_until", models.DateField(verbose_name="answer awaited until")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer of the higher level")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answer recorded by",
                    ),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical case passed up",
                "verbose_name_plural": "historical cases passed up",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="problems_hi_history_106a01_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalProblem",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("number", models.CharField(db_index=True, max_length=20, verbose_name="number")),
                ("title", models.CharField(max_length=100, verbose_name="title")),
                ("cause", models.TextField(max_length=2000, verbose_name="common cause")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "to be answered"), ("answered", "answered"), ("closed", "closed")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="gathered at")),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="lead answer")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("solved", "solved"),
                            ("partly", "partly solved"),
                            ("explained", "explained"),
                            ("rule_change", "needs a rule change"),
                            ("cannot", "cannot be done"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("clause", models.CharField(blank=True, max_length=200, verbose_name="clause")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
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
                    "answered_by",
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
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
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
                        verbose_name="gathered by",
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
                (
                    "lead_unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="lead unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical common problem",
                "verbose_name_plural": "historical common problems",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="problems_hi_history_701f9f_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPublishedAnswer",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("question", models.CharField(max_length=200, verbose_name="question")),
                ("answer", models.TextField(max_length=4000, verbose_name="answer")),
                ("clause", models.CharField(blank=True, max_length=200, verbose_name="clause")),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="published at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_because",
                    models.CharField(blank=True, max_length=300, verbose_name="why it was withdrawn"),
                ),
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
                        verbose_name="from the appeal",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeals.category",
                        verbose_name="category",
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
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="published by",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawn by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical published answer",
                "verbose_name_plural": "historical published answers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="problems_hi_history_e274b3_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalThemedWindow",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("title", models.CharField(max_length=60, verbose_name="title")),
                ("words", models.CharField(max_length=300, verbose_name="words for the enterprise")),
                ("opens_on", models.DateField(verbose_name="open from")),
                ("closes_on", models.DateField(verbose_name="open until")),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="entered at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeals.category",
                        verbose_name="category of its appeals",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="desk",
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
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="opened by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical themed window",
                "verbose_name_plural": "historical themed windows",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="problems_hi_history_9c072c_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PassedUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("city", "city level"), ("central", "central level")],
                        max_length=10,
                        verbose_name="higher level",
                    ),
                ),
                ("body", models.CharField(max_length=80, verbose_name="passed up to")),
                ("asked", models.TextField(max_length=2000, verbose_name="what is asked for")),
                ("number_there", models.CharField(blank=True, max_length=60, verbose_name="number given there")),
                ("passed_on", models.DateField(verbose_name="passed up on")),
                ("awaited_until", models.DateField(verbose_name="answer awaited until")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer of the higher level")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answer recorded by",
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed_ups",
                        to="appeals.appeal",
                        verbose_name="appeal",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "case passed up",
                "verbose_name_plural": "cases passed up",
                "ordering": ["awaited_until", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_on", None)),
                        fields=["awaited_until"],
                        name="problems_passedup_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_on", None)),
                        fields=("appeal", "level"),
                        name="problems_passedup_waiting_once",
                        violation_error_message="This case already waits for an answer of this level.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("awaited_until__gte", models.F("passed_on"))),
                        name="problems_passedup_awaited_after",
                        violation_error_message="The answer is awaited after the case was passed up.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_by", None), ("answered_on", None)),
                            models.Q(
                                ("answered_by__isnull", False),
                                ("answered_on__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="problems_passedup_answered_whole",
                        violation_error_message="An answer has its words, its day and who recorded it.",
                    ),
                ],
            },
        ),
    ]
