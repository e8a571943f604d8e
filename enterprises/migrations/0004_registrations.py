import django.db.models.deletion
import django.utils.timezone
import enterprises.models.registration
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_absences_and_merged_units"),
        ("accounts", "__first__"),
        ("enterprises", "0003_contact_history_without_position"),
        ("places", "0002_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("firm", "new enterprise"), ("contact", "further contact")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "to be checked"),
                            ("returned", "completion asked"),
                            ("approved", "approved"),
                            ("refused", "turned down"),
                            ("withdrawn", "taken back"),
                        ],
                        default="submitted",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("uscc", models.CharField(max_length=18, verbose_name="unified social credit code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("registered_address", models.CharField(blank=True, max_length=200, verbose_name="registered address")),
                ("operating_address", models.CharField(blank=True, max_length=200, verbose_name="operating address")),
                ("applicant", models.CharField(max_length=60, verbose_name="applicant")),
                ("position", models.CharField(blank=True, max_length=60, verbose_name="position")),
                ("phone", models.CharField(max_length=20, verbose_name="telephone")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="remark")),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "中文"), ("en", "English")],
                        default="zh-hans",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("consented_at", models.DateTimeField(verbose_name="consented at")),
                ("submitted_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="submitted at")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="enterprises.contact",
                        verbose_name="contact",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decided_registrations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="places.district",
                        verbose_name="district",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                (
                    "industry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="enterprises.industry",
                        verbose_name="industry",
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="places.town",
                        verbose_name="street, town or park",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="accounts.unit",
                        verbose_name="local unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "registration",
                "verbose_name_plural": "registrations",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["unit", "state", "due_at"], name="enterprises_reg_by_unit"),
                    models.Index(fields=["district", "state", "due_at"], name="enterprises_reg_by_district"),
                    models.Index(fields=["enterprise", "state"], name="enterprises_reg_by_firm"),
                    models.Index(fields=["phone"], name="enterprises_reg_by_phone"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "firm"), ("state__in", ("submitted", "returned"))),
                        fields=("uscc",),
                        name="enterprises_registration_open_once",
                        violation_error_message="A registration of this enterprise is being checked already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "contact"), ("state__in", ("submitted", "returned"))),
                        fields=("uscc", "phone"),
                        name="enterprises_registration_contact_once",
                        violation_error_message="You have asked already; your request waits for the answer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("uscc__regex", "^[0-9A-HJ-NPQRTUWXY]{18}$")),
                        name="enterprises_registration_uscc_shape",
                        violation_error_message="A unified social credit code has 18 figures and capital letters.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state__in", ("submitted", "returned"))),
                            models.Q(
                                models.Q(("state__in", ("submitted", "returned")), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="enterprises_registration_decided_when_over",
                        violation_error_message="A registration that is over has the day of its decision, an open one none.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["returned", "refused"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="enterprises_registration_says_why",
                        violation_error_message="Give the reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("contact__isnull", False), ("enterprise__isnull", False)),
                            _connector="OR",
                        ),
                        name="enterprises_registration_approved_has_enterprise",
                        violation_error_message="An approved registration has its enterprise and its contact.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "firm"), ("town__isnull", False)),
                            models.Q(("enterprise__isnull", False), ("kind", "contact")),
                            _connector="OR",
                        ),
                        name="enterprises_registration_has_place",
                        violation_error_message="A new enterprise names its street, a further contact its enterprise.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Licence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("storage_name", models.CharField(max_length=40, unique=True, verbose_name="storage name")),
                (
                    "file",
                    models.FileField(
                        max_length=120, upload_to=enterprises.models.registration.licence_path, verbose_name="file"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("content_type", models.CharField(max_length=80, verbose_name="content type")),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="uploaded at")),
                (
                    "registration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="licences",
                        to="enterprises.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "business licence",
                "verbose_name_plural": "business licences",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("received", "registration received"),
                            ("returned", "completion asked"),
                            ("approved", "registration approved"),
                            ("refused", "registration refused"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("key", models.CharField(max_length=60, unique=True, verbose_name="key")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at")),
                (
                    "mail_state",
                    models.CharField(
                        choices=[
                            ("none", "inbox only"),
                            ("pending", "waiting"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("failed", "given up"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="mail",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="next try")),
                ("leased_until", models.DateTimeField(blank=True, null=True, verbose_name="leased until")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("last_error", models.CharField(blank=True, max_length=300, verbose_name="last error")),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="enterprises.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter to an applicant",
                "verbose_name_plural": "letters to applicants",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("mail_state__in", ["sent", "failed", "none"]), _negated=True),
                        fields=["next_try_at"],
                        name="enterprises_letters_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mail_state", "sending"), _negated=True),
                            ("leased_until__isnull", False),
                            _connector="OR",
                        ),
                        name="enterprises_letter_sending_has_lease",
                        violation_error_message="A message that is being sent needs a lease.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mail_state", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="enterprises_letter_sent_has_time",
                        violation_error_message="A sent message needs the time of sending.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRegistration",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("firm", "new enterprise"), ("contact", "further contact")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "to be checked"),
                            ("returned", "completion asked"),
                            ("approved", "approved"),
                            ("refused", "turned down"),
                            ("withdrawn", "taken back"),
                        ],
                        default="submitted",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("uscc", models.CharField(max_length=18, verbose_name="unified social credit code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("registered_address", models.CharField(blank=True, max_length=200, verbose_name="registered address")),
                ("operating_address", models.CharField(blank=True, max_length=200, verbose_name="operating address")),
                ("applicant", models.CharField(max_length=60, verbose_name="applicant")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="remark")),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "中文"), ("en", "English")],
                        default="zh-hans",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("consented_at", models.DateTimeField(verbose_name="consented at")),
                ("submitted_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="submitted at")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="enterprises.contact",
                        verbose_name="contact",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
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
                    "industry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="enterprises.industry",
                        verbose_name="industry",
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.town",
                        verbose_name="street, town or park",
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
                        verbose_name="local unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical registration",
                "verbose_name_plural": "historical registrations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="enterprises_history_69fc51_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
