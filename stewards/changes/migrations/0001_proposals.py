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
        ("enterprises", "0004_registrations"),
        ("stewards", "0005_check_ins"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("add", "add to the roster"),
                            ("remove", "remove from the roster"),
                            ("move", "move to another local unit"),
                            ("level", "change the level"),
                            ("reassign", "change the steward"),
                            ("swap", "swap two enterprises"),
                            ("handover", "hand over everything"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("municipal", "municipal"),
                            ("district", "district level"),
                            ("street", "street level"),
                        ],
                        max_length=10,
                        verbose_name="level of the package",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "effective_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="effective on"),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="proposed at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "to be decided"),
                            ("approved", "approved"),
                            ("refused", "turned down"),
                            ("withdrawn", "taken back"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("decision", models.CharField(blank=True, max_length=200, verbose_name="reason of the decision")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="in force since")),
                ("failure", models.CharField(blank=True, max_length=500, verbose_name="why it could not be applied")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                (
                    "from_steward",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stewards.steward",
                        verbose_name="steward now",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="other enterprise",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "to_steward",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stewards.steward",
                        verbose_name="new steward",
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="new local unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="accounts.unit",
                        verbose_name="local unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["state", "-created_at"], name="proposals_by_state"),
                    models.Index(
                        condition=models.Q(("applied_at", None), ("state", "approved")),
                        fields=["effective_on"],
                        name="proposals_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state", "proposed"),
                            models.Q(("applied_at", None), ("state", "approved")),
                            _connector="OR",
                        ),
                        fields=("enterprise", "kind"),
                        name="changes_proposal_one_open",
                        violation_error_message="A proposal of this kind is open for this enterprise already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "proposed"),
                                models.Q(("applied_at", None), ("state", "approved")),
                                _connector="OR",
                            ),
                            ("kind", "handover"),
                        ),
                        fields=("from_steward",),
                        name="changes_proposal_one_handover",
                        violation_error_message="A hand-over of this steward is proposed already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("enterprise__isnull", False),
                                ("kind__in", ["add", "level"]),
                                models.Q(("level", ""), _negated=True),
                            ),
                            models.Q(("enterprise__isnull", False), ("kind", "remove")),
                            models.Q(("enterprise__isnull", False), ("kind", "move"), ("to_unit__isnull", False)),
                            models.Q(
                                ("enterprise__isnull", False), ("kind", "reassign"), ("to_steward__isnull", False)
                            ),
                            models.Q(
                                ("enterprise__isnull", False),
                                ("from_steward__isnull", False),
                                ("kind", "swap"),
                                ("other__isnull", False),
                                ("to_steward__isnull", False),
                            ),
                            models.Q(("enterprise", None), ("from_steward__isnull", False), ("kind", "handover")),
                            _connector="OR",
                        ),
                        name="changes_proposal_whole",
                        violation_error_message="The proposal does not say all that its kind needs.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("applied_at", None), ("decided_at", None), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="changes_proposal_decided_by_somebody",
                        violation_error_message="Who decided, and when, are given together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("applied_at", None), ("state", "approved"), _connector="OR"),
                        name="changes_proposal_applied_when_approved",
                        violation_error_message="Only an approved proposal is applied.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTaking",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
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
                    "steward",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stewards.steward",
                        verbose_name="new steward",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="changes.proposal",
                        verbose_name="proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical enterprise of a hand-over",
                "verbose_name_plural": "historical enterprises of hand-overs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="changes_his_history_05a623_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Taking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takings",
                        to="changes.proposal",
                        verbose_name="proposal",
                    ),
                ),
                (
                    "steward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stewards.steward",
                        verbose_name="new steward",
                    ),
                ),
            ],
            options={
                "verbose_name": "enterprise of a hand-over",
                "verbose_name_plural": "enterprises of hand-overs",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("proposal", "enterprise"),
                        name="changes_taking_once",
                        violation_error_message="An enterprise goes to one steward.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalProposal",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("add", "add to the roster"),
                            ("remove", "remove from the roster"),
                            ("move", "move to another local unit"),
                            ("level", "change the level"),
                            ("reassign", "change the steward"),
                            ("swap", "swap two enterprises"),
                            ("handover", "hand over everything"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("municipal", "municipal"),
                            ("district", "district level"),
                            ("street", "street level"),
                        ],
                        max_length=10,
                        verbose_name="level of the package",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "effective_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="effective on"),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="proposed at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "to be decided"),
                            ("approved", "approved"),
                            ("refused", "turned down"),
                            ("withdrawn", "taken back"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("decision", models.CharField(blank=True, max_length=200, verbose_name="reason of the decision")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="in force since")),
                ("failure", models.CharField(blank=True, max_length=500, verbose_name="why it could not be applied")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
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
                    "from_steward",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stewards.steward",
                        verbose_name="steward now",
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
                    "other",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="other enterprise",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "to_steward",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stewards.steward",
                        verbose_name="new steward",
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="new local unit",
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
                "verbose_name": "historical proposal",
                "verbose_name_plural": "historical proposals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="changes_his_history_5bc7a5_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
