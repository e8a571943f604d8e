import django.core.validators
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
        ("appeals", "0005_from_visit"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiClient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "source",
                    models.CharField(
                        max_length=30,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9-]{1,29}$",
                                "Small letters, figures and hyphens, two to thirty of them.",
                            )
                        ],
                        verbose_name="source",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("portal", "by the enterprise"),
                            ("steward", "by the steward on behalf"),
                            ("phone", "telephone"),
                            ("hotline", "passed on by 12345"),
                            ("mailbox", "department mailbox"),
                            ("walk_in", "walk-in"),
                        ],
                        default="hotline",
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("callback_url", models.CharField(blank=True, max_length=300, verbose_name="callback address")),
                (
                    "rate_per_minute",
                    models.PositiveIntegerField(
                        default=300,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(6000),
                        ],
                        verbose_name="requests a minute",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "actor",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_client",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "connected system",
                "verbose_name_plural": "connected systems",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__regex", "^[a-z0-9][a-z0-9-]{1,29}$")),
                        name="doors_client_source_shape",
                        violation_error_message="Small letters, figures and hyphens, two to thirty of them.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["hotline", "mailbox", "phone", "walk_in"])),
                        name="doors_client_channel_from_outside",
                        violation_error_message="A connected system passes on what came in outside the portal.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rate_per_minute__range", (1, 6000))),
                        name="doors_client_rate_sensible",
                        violation_error_message="Between 1 and 6,000 requests a minute.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("body", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="doors.apiclient",
                        verbose_name="connected system",
                    ),
                ),
            ],
            options={
                "verbose_name": "kept answer",
                "verbose_name_plural": "kept answers",
                "indexes": [models.Index(fields=["at"], name="doors_answer_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("client", "key"),
                        name="doors_answer_once",
                        violation_error_message="This key was used before.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_id", models.CharField(max_length=24, unique=True, verbose_name="key")),
                ("salt", models.CharField(editable=False, max_length=44)),
                ("place", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="place")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at")),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to="doors.apiclient",
                        verbose_name="connected system",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_keys_created",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_keys_revoked",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawn by",
                    ),
                ),
            ],
            options={
                "verbose_name": "key of a connected system",
                "verbose_name_plural": "keys of connected systems",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("client", "place"),
                        name="doors_key_two_live",
                        violation_error_message="Two keys are live already. Withdraw one of them first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place__range", (1, 2)), ("revoked_at", None)),
                            models.Q(("place", None), ("revoked_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="doors_key_live_has_place",
                        violation_error_message="A live key has one of two places, a withdrawn one none.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Callback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_number", models.CharField(max_length=60, verbose_name="external number")),
                ("event", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="event")),
                ("payload", models.JSONField(default=dict, verbose_name="content")),
                ("position", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="position")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("none", "not asked for"),
                            ("pending", "waiting"),
                            ("sending", "being sent"),
                            ("delivered", "delivered"),
                            ("dead", "given up"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_at", models.DateTimeField(blank=True, null=True, verbose_name="next try")),
                ("leased_until", models.DateTimeField(blank=True, null=True, verbose_name="leased until")),
                ("last_error", models.CharField(blank=True, max_length=300, verbose_name="last error")),
                ("replayed_at", models.DateTimeField(blank=True, null=True, verbose_name="sent again at")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="last change")),
                (
                    "appeal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="callbacks",
                        to="appeals.appeal",
                        verbose_name="appeal",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="callbacks",
                        to="doors.apiclient",
                        verbose_name="connected system",
                    ),
                ),
                (
                    "replayed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="callbacks_replayed",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent again by",
                    ),
                ),
            ],
            options={
                "verbose_name": "callback",
                "verbose_name_plural": "callbacks",
                "indexes": [
                    models.Index(
                        condition=models.Q(("position", None)), fields=["client"], name="doors_callback_unnumbered"
                    ),
                    models.Index(
                        condition=models.Q(("state", "pending")), fields=["next_at"], name="doors_callback_due"
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")), fields=["leased_until"], name="doors_callback_leased"
                    ),
                    models.Index(
                        condition=models.Q(("state", "dead")), fields=["-changed_at"], name="doors_callback_dead"
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["pending", "sending"])),
                        fields=["client", "external_number", "id"],
                        name="doors_callback_in_turn",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("client", "position"),
                        name="doors_callback_position_once",
                        violation_error_message="Two changes cannot stand at one place of the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "pending"), _negated=True), ("next_at__isnull", False), _connector="OR"
                        ),
                        name="doors_callback_pending_has_next_try",
                        violation_error_message="A callback that waits needs the time of its next try.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sending"), _negated=True),
                            ("leased_until__isnull", False),
                            _connector="OR",
                        ),
                        name="doors_callback_sending_has_lease",
                        violation_error_message="A callback that is being sent needs a lease.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalApiClient",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "source",
                    models.CharField(
                        db_index=True,
                        max_length=30,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9-]{1,29}$",
                                "Small letters, figures and hyphens, two to thirty of them.",
                            )
                        ],
                        verbose_name="source",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("portal", "by the enterprise"),
                            ("steward", "by the steward on behalf"),
                            ("phone", "telephone"),
                            ("hotline", "passed on by 12345"),
                            ("mailbox", "department mailbox"),
                            ("walk_in", "walk-in"),
                        ],
                        default="hotline",
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("callback_url", models.CharField(blank=True, max_length=300, verbose_name="callback address")),
                (
                    "rate_per_minute",
                    models.PositiveIntegerField(
                        default=300,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(6000),
                        ],
                        verbose_name="requests a minute",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="created at")),
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
            ],
            options={
                "verbose_name": "historical connected system",
                "verbose_name_plural": "historical connected systems",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="doors_histo_history_5e8292_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalApiKey",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("key_id", models.CharField(db_index=True, max_length=24, verbose_name="key")),
                ("place", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="place")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at")),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="doors.apiclient",
                        verbose_name="connected system",
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
                        verbose_name="made by",
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
                    "revoked_by",
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
                "verbose_name": "historical key of a connected system",
                "verbose_name_plural": "historical keys of connected systems",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="doors_histo_history_eb43b5_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTrayItem",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("external_number", models.CharField(max_length=60, verbose_name="external number")),
                ("credit_code", models.CharField(blank=True, max_length=18, verbose_name="unified social credit code")),
                ("enterprise_name", models.CharField(max_length=120, verbose_name="enterprise as it was named")),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                (
                    "urgency",
                    models.CharField(
                        choices=[("normal", "normal"), ("urgent", "urgent")],
                        default="normal",
                        max_length=10,
                        verbose_name="urgency",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting for the desk"),
                            ("assigned", "turned into an appeal"),
                            ("refused", "refused"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="received at")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
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
                    "client",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="doors.apiclient",
                        verbose_name="connected system",
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
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="settled by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical case in the tray",
                "verbose_name_plural": "historical cases in the tray",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="doors_histo_history_6db4e9_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Nonce",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nonce", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nonces",
                        to="doors.apiclient",
                        verbose_name="connected system",
                    ),
                ),
            ],
            options={
                "verbose_name": "number used once",
                "verbose_name_plural": "numbers used once",
                "indexes": [models.Index(fields=["client", "at"], name="doors_nonce_rate")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("client", "nonce"),
                        name="doors_nonce_once",
                        violation_error_message="This number was used before.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TrayItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_number", models.CharField(max_length=60, verbose_name="external number")),
                ("credit_code", models.CharField(blank=True, max_length=18, verbose_name="unified social credit code")),
                ("enterprise_name", models.CharField(max_length=120, verbose_name="enterprise as it was named")),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                (
                    "urgency",
                    models.CharField(
                        choices=[("normal", "normal"), ("urgent", "urgent")],
                        default="normal",
                        max_length=10,
                        verbose_name="urgency",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting for the desk"),
                            ("assigned", "turned into an appeal"),
                            ("refused", "refused"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="received at")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "appeal",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tray_item",
                        to="appeals.appeal",
                        verbose_name="appeal",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appeals.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tray",
                        to="doors.apiclient",
                        verbose_name="connected system",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tray_settled",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="settled by",
                    ),
                ),
            ],
            options={
                "verbose_name": "case in the tray",
                "verbose_name_plural": "cases in the tray",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["received_at"], name="doors_tray_waiting"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("client", "external_number"),
                        name="doors_tray_external_once",
                        violation_error_message="This external case is already here.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appeal", None), ("settled_at", None), ("state", "waiting")),
                            models.Q(("appeal__isnull", False), ("settled_at__isnull", False), ("state", "assigned")),
                            models.Q(
                                ("appeal", None),
                                ("settled_at__isnull", False),
                                ("state", "refused"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="doors_tray_state_agrees",
                        violation_error_message="An assigned case has its appeal, a refused one its reason.",
                    ),
                ],
            },
        ),
    ]
