import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_people_by_name")]

    operations = [
        migrations.AddField(
            model_name="absence",
            name="deputy",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="standing_in",
                to=settings.AUTH_USER_MODEL,
                verbose_name="stands in",
            ),
        ),
        migrations.AddField(
            model_name="historicalabsence",
            name="deputy",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="stands in",
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("deputy", models.F("user")), _negated=True),
                name="accounts_absence_deputy_is_another",
                violation_error_message="Nobody stands in for himself.",
            ),
        ),
    ]
