import django.contrib.postgres.constraints
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_absences_and_merged_units"),
    ]

    operations = [
        migrations.AddField(
            model_name="absence",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="cancelled at"),
        ),
        migrations.AddField(
            model_name="historicalabsence",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="cancelled at"),
        ),
        migrations.RemoveConstraint(
            model_name="absence",
            name="accounts_absence_no_overlap",
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("cancelled_at", None)),
                expressions=[
                    ("user", "="),
                    (models.Func("started_on", "ended_on", models.Value("[]"), function="daterange"), "&&"),
                ],
                name="accounts_absence_no_overlap",
                violation_error_message="This person is away on some of these days already.",
            ),
        ),
    ]
