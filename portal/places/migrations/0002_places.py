"""The districts of Shanghai, and their streets, towns and parks."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parents[1] / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def fill(apps, schema_editor):
    using = schema_editor.connection.alias
    District, Town = apps.get_model("places", "District"), apps.get_model("places", "Town")
    District.objects.using(using).bulk_create([District(**row) for row in rows("districts.csv")], ignore_conflicts=True)
    towns = [{**row, "district_id": row["district"]} for row in rows("towns.csv")]
    Town.objects.using(using).bulk_create(
        [Town(**{name: value for name, value in row.items() if name != "district"}) for row in towns],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
