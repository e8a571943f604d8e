import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import stewards.models.check_in
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("enterprises", "0004_registrations"),
        ("stewards", "0004_visits"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlaceCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="made at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="place_codes",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="revoked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "check-in code",
                "verbose_name_plural": "check-in codes",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("enterprise",),
                        name="stewards_placecode_one_in_force",
                        violation_error_message="This enterprise has a code already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at", None), ("revoked_by", None)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="stewards_placecode_revoked_by_somebody",
                        violation_error_message="Who revoked the code, and when, are given together.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("happened_at", models.DateTimeField(verbose_name="when")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("strong", "Strong evidence"),
                            ("weak", "Weak evidence"),
                            ("unplaced", "No reference point"),
                            ("none", "No evidence"),
                        ],
                        max_length=8,
                        verbose_name="evidence",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="longitude"
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, verbose_name="latitude"),
                ),
                ("accuracy", models.PositiveIntegerField(blank=True, null=True, verbose_name="accuracy (m)")),
                ("distance", models.PositiveIntegerField(blank=True, null=True, verbose_name="distance (m)")),
                ("rounded_at", models.DateTimeField(blank=True, null=True, verbose_name="rounded at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "visit",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_in",
                        to="stewards.visit",
                        verbose_name="visit",
                    ),
                ),
                (
                    "code",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="stewards.placecode",
                        verbose_name="code",
                    ),
                ),
            ],
            options={
                "verbose_name": "check-in",
                "verbose_name_plural": "check-ins",
                "ordering": ["-happened_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("longitude__isnull", False), ("rounded_at", None)),
                        fields=["happened_at"],
                        name="check_ins_exact",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "enterprise", "day"),
                        name="stewards_checkin_once_a_day",
                        violation_error_message="You have checked in here today.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accuracy", None), ("distance", None), ("latitude", None), ("longitude", None)),
                            models.Q(
                                ("accuracy__isnull", False), ("latitude__isnull", False), ("longitude__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="stewards_checkin_position_whole",
                        violation_error_message="A position has longitude, latitude and accuracy.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("storage_name", models.CharField(max_length=40, unique=True, verbose_name="storage name")),
                (
                    "file",
                    models.FileField(max_length=120, upload_to=stewards.models.check_in.file_path, verbose_name="file"),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("content_type", models.CharField(max_length=80, verbose_name="content type")),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="uploaded at")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="stewards.visit",
                        verbose_name="visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a visit",
                "verbose_name_plural": "files of visits",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("visit", "name", "sha256"),
                        name="stewards_visitfile_once",
                        violation_error_message="This file is there already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPlaceCode",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="made at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
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
                    "made_by",
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
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="revoked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical check-in code",
                "verbose_name_plural": "historical check-in codes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="stewards_hi_history_f9ba9c_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
