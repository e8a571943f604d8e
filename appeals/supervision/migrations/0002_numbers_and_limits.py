from datetime import date

from django.db import migrations

#: The days of the reply are those of the 12345 hotline; the others are ours.
LIMITS = [("reply", 3, "12345热线督办惯例"), ("climb", 1, ""), ("rest", 3, "")]


def load(apps, schema_editor):
    limit = apps.get_model("supervision", "OrderLimit")
    for kind, days, basis in LIMITS:
        limit.objects.create(kind=kind, days=days, basis=basis, effective_from=date(2020, 1, 1))


def unload(apps, schema_editor):
    apps.get_model("supervision", "OrderLimit").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE supervision_number", "DROP SEQUENCE supervision_number"),
        migrations.RunPython(load, unload),
    ]
