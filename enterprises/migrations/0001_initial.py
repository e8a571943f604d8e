import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("places", "0001_initial"),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        migrations.CreateModel(
            name="Industry",
            fields=[
                ("code", models.CharField(max_length=5, primary_key=True, serialize=False, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("section", "section"),
                            ("division", "division"),
                            ("group", "group"),
                            ("class", "class"),
                        ],
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="enterprises.industry",
                        verbose_name="parent",
                    ),
                ),
            ],
            options={
                "verbose_name": "industry",
                "verbose_name_plural": "industries",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Enterprise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uscc", models.CharField(max_length=18, unique=True, verbose_name="unified social credit code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "initials",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="pinyin initials"),
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
                (
                    "ownership",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("central", "central enterprise"),
                            ("local_state", "local state-owned enterprise"),
                            ("state", "state-owned"),
                            ("private", "private"),
                            ("foreign", "foreign-invested"),
                            ("hmt", "invested from Hong Kong, Macao or Taiwan"),
                            ("collective", "collective"),
                            ("mixed", "mixed"),
                        ],
                        max_length=12,
                        verbose_name="ownership",
                    ),
                ),
                (
                    "size",
                    models.CharField(
                        blank=True,
                        choices=[("large", "large"), ("medium", "medium"), ("small", "small"), ("micro", "micro")],
                        editable=False,
                        max_length=6,
                        verbose_name="size class",
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="tags",
                    ),
                ),
                (
                    "registered_capital",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        verbose_name="registered capital (10,000 yuan)",
                    ),
                ),
                ("employees", models.PositiveIntegerField(blank=True, null=True, verbose_name="employees")),
                (
                    "revenue",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="revenue (10,000 yuan)"
                    ),
                ),
                (
                    "assets",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        verbose_name="total assets (10,000 yuan)",
                    ),
                ),
                ("founded_on", models.DateField(blank=True, null=True, verbose_name="founded on")),
                ("registered_address", models.CharField(blank=True, max_length=200, verbose_name="registered address")),
                ("operating_address", models.CharField(blank=True, max_length=200, verbose_name="operating address")),
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
                (
                    "datum",
                    models.CharField(
                        blank=True,
                        choices=[("gcj02", "GCJ-02"), ("wgs84", "WGS-84")],
                        max_length=5,
                        verbose_name="datum",
                    ),
                ),
                (
                    "facts_source",
                    models.CharField(
                        choices=[
                            ("roster", "roster import"),
                            ("admin", "entered by an administrator"),
                            ("enterprise", "given by the enterprise"),
                            ("register", "public register"),
                            ("demo", "demo data"),
                        ],
                        default="admin",
                        max_length=12,
                        verbose_name="source of the facts",
                    ),
                ),
                ("facts_as_of", models.DateField(default=django.utils.timezone.localdate, verbose_name="facts as of")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "local_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enterprises",
                        to="accounts.unit",
                        verbose_name="local unit",
                    ),
                ),
                (
                    "operating_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operating_enterprises",
                        to="places.district",
                        verbose_name="district of operation",
                    ),
                ),
                (
                    "operating_town",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operating_enterprises",
                        to="places.town",
                        verbose_name="street of operation",
                    ),
                ),
                (
                    "registered_district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registered_enterprises",
                        to="places.district",
                        verbose_name="district of registration",
                    ),
                ),
                (
                    "registered_town",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registered_enterprises",
                        to="places.town",
                        verbose_name="street of registration",
                    ),
                ),
                (
                    "service_district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="served_enterprises",
                        to="places.district",
                        verbose_name="service district",
                    ),
                ),
                (
                    "industry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enterprises",
                        to="enterprises.industry",
                        verbose_name="industry",
                    ),
                ),
            ],
            options={
                "verbose_name": "enterprise",
                "verbose_name_plural": "enterprises",
                "permissions": [
                    ("contact_enterprise", "Speak for the enterprise"),
                    ("steward_enterprise", "Serve the enterprise as its steward"),
                    ("deputy_enterprise", "Serve the enterprise while its steward is away"),
                    ("liaison_enterprise", "Write for the steward of the enterprise"),
                ],
                "indexes": [
                    models.Index(fields=["service_district", "name"], name="enterprises_by_district"),
                    models.Index(fields=["local_unit", "name"], name="enterprises_by_unit"),
                    models.Index(fields=["name", "id"], name="enterprises_by_name"),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="enterprises_tags"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Upper("name"), name="gin_trgm_ops"
                        ),
                        name="enterprises_name_trgm",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("initials", name="gin_trgm_ops"),
                        name="enterprises_initials_trgm",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("uscc__regex", "^[0-9A-HJ-NPQRTUWXY]{18}$")),
                        name="enterprises_enterprise_uscc_shape",
                        violation_error_message="A unified social credit code has 18 figures and capital letters.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("datum", ""), ("latitude", None), ("longitude", None)),
                            models.Q(
                                ("latitude__isnull", False),
                                ("longitude__isnull", False),
                                models.Q(("datum", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="enterprises_enterprise_position_whole",
                        violation_error_message="Longitude, latitude and datum are given together, or none of them.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("longitude", None),
                            models.Q(("latitude__range", (3, 54)), ("longitude__range", (70, 140))),
                            _connector="OR",
                        ),
                        name="enterprises_enterprise_position_in_china",
                        violation_error_message="The position does not lie in China.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("registered_capital", None), ("registered_capital__gte", 0), _connector="OR"),
                            models.Q(("assets", None), ("assets__gte", 0), _connector="OR"),
                        ),
                        name="enterprises_enterprise_money_not_negative",
                        violation_error_message="Capital and assets are not negative.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.CharField(blank=True, max_length=60, verbose_name="position")),
                ("is_first", models.BooleanField(default=False, verbose_name="main contact")),
                ("started_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="from")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_of",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
            ],
            options={
                "verbose_name": "enterprise contact",
                "verbose_name_plural": "enterprise contacts",
                "ordering": ["-is_first", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("enterprise", "user"),
                        name="enterprises_contact_open_once",
                        violation_error_message="This person is already a contact of this enterprise.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None), ("is_first", True)),
                        fields=("enterprise",),
                        name="enterprises_contact_one_first",
                        violation_error_message="The enterprise already has a first contact.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"
                        ),
                        name="enterprises_contact_ends_after_start",
                        violation_error_message="The end cannot lie before the beginning.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnterpriseAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("contact", "enterprise contact"),
                            ("steward", "service steward"),
                            ("deputy", "deputy steward"),
                            ("liaison", "liaison officer"),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="access",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "access to an enterprise",
                "verbose_name_plural": "access to enterprises",
                "abstract": False,
                "indexes": [models.Index(fields=["user", "content_object"], name="enterprises_access_user")],
                "unique_together": {("user", "permission", "content_object")},
            },
        ),
        migrations.CreateModel(
            name="HistoricalContact",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("position", models.CharField(blank=True, max_length=60, verbose_name="position")),
                ("is_first", models.BooleanField(default=False, verbose_name="main contact")),
                ("started_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="from")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="until")),
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
                    "user",
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
            ],
            options={
                "verbose_name": "historical enterprise contact",
                "verbose_name_plural": "historical enterprise contacts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="enterprises_history_538acc_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalEnterprise",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("uscc", models.CharField(max_length=18, verbose_name="unified social credit code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
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
                (
                    "ownership",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("central", "central enterprise"),
                            ("local_state", "local state-owned enterprise"),
                            ("state", "state-owned"),
                            ("private", "private"),
                            ("foreign", "foreign-invested"),
                            ("hmt", "invested from Hong Kong, Macao or Taiwan"),
                            ("collective", "collective"),
                            ("mixed", "mixed"),
                        ],
                        max_length=12,
                        verbose_name="ownership",
                    ),
                ),
                (
                    "size",
                    models.CharField(
                        blank=True,
                        choices=[("large", "large"), ("medium", "medium"), ("small", "small"), ("micro", "micro")],
                        editable=False,
                        max_length=6,
                        verbose_name="size class",
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="tags",
                    ),
                ),
                (
                    "registered_capital",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        verbose_name="registered capital (10,000 yuan)",
                    ),
                ),
                ("employees", models.PositiveIntegerField(blank=True, null=True, verbose_name="employees")),
                (
                    "revenue",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="revenue (10,000 yuan)"
                    ),
                ),
                (
                    "assets",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        verbose_name="total assets (10,000 yuan)",
                    ),
                ),
                ("founded_on", models.DateField(blank=True, null=True, verbose_name="founded on")),
                ("registered_address", models.CharField(blank=True, max_length=200, verbose_name="registered address")),
                ("operating_address", models.CharField(blank=True, max_length=200, verbose_name="operating address")),
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
                (
                    "datum",
                    models.CharField(
                        blank=True,
                        choices=[("gcj02", "GCJ-02"), ("wgs84", "WGS-84")],
                        max_length=5,
                        verbose_name="datum",
                    ),
                ),
                (
                    "facts_source",
                    models.CharField(
                        choices=[
                            ("roster", "roster import"),
                            ("admin", "entered by an administrator"),
                            ("enterprise", "given by the enterprise"),
                            ("register", "public register"),
                            ("demo", "demo data"),
                        ],
                        default="admin",
                        max_length=12,
                        verbose_name="source of the facts",
                    ),
                ),
                ("facts_as_of", models.DateField(default=django.utils.timezone.localdate, verbose_name="facts as of")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo data")),
                ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="created at")),
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
                    "local_unit",
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
                (
                    "operating_district",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.district",
                        verbose_name="district of operation",
                    ),
                ),
                (
                    "operating_town",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.town",
                        verbose_name="street of operation",
                    ),
                ),
                (
                    "registered_district",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.district",
                        verbose_name="district of registration",
                    ),
                ),
                (
                    "registered_town",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.town",
                        verbose_name="street of registration",
                    ),
                ),
                (
                    "service_district",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.district",
                        verbose_name="service district",
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
            ],
            options={
                "verbose_name": "historical enterprise",
                "verbose_name_plural": "historical enterprises",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="enterprises_history_ad91fa_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
