"""Industries of GB/T 4754-2017, sections first, so that every parent is there."""

import csv
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).parents[1] / "data" / "industries.csv"


def fill(apps, schema_editor):
    Industry = apps.get_model("enterprises", "Industry")
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = sorted(csv.DictReader(stream), key=lambda row: (len(row["code"]), row["code"]))
    Industry.objects.using(schema_editor.connection.alias).bulk_create(
        [
            Industry(code=row["code"], name=row["name"], level=row["level"], parent_id=row["parent"] or None)
            for row in rows
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
