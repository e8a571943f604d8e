import csv
from datetime import date
from pathlib import Path

from django.db import migrations

START = date(2020, 1, 1)
ORDINANCE = "上海市优化营商环境条例第四十九条"
#: kind, difficulty, category, days, kind of days, basis; "—" in the product page means that the number is ours.
LIMITS = [
    ("review", "", None, 1, "working", ""),
    ("dispatch", "", None, 1, "working", ""),
    ("take_on", "", None, 1, "working", ""),
    ("first_contact", "", None, 1, "working", ""),
    ("final_reply", "general", None, 5, "working", ORDINANCE),
    ("final_reply", "difficult", None, 15, "working", ORDINANCE),
    ("final_reply", "", "policy.question", 1, "working", ""),
    ("final_reply", "", "policy.apply", 1, "working", ""),
    ("dispatch", "", "finance.arrears", 10, "working", "保障中小企业款项支付条例第二十五条"),
    ("final_reply", "general", "finance.arrears", 30, "calendar", "保障中小企业款项支付条例第二十五条"),
    ("final_reply", "difficult", "finance.arrears", 90, "calendar", "保障中小企业款项支付条例第二十五条"),
    ("rating", "", None, 10, "working", ""),
    ("reopen", "", None, 10, "working", ""),
]


def load(apps, schema_editor):
    category, limit = apps.get_model("appeals", "Category"), apps.get_model("appeals", "TimeLimit")
    found = {}
    with (Path(__file__).parent.parent / "data" / "categories.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            row["parent"] = found.get(row["parent"])
            found[row["code"]] = category.objects.create(**row)
    for kind, difficulty, code, days, day_kind, basis in LIMITS:
        limit.objects.create(
            kind=kind, difficulty=difficulty, category=found.get(code), days=days, day_kind=day_kind, basis=basis,
            effective_from=START,
        )  # fmt: skip


def unload(apps, schema_editor):
    apps.get_model("appeals", "TimeLimit").objects.all().delete()
    apps.get_model("appeals", "Category").objects.exclude(parent=None).delete()
    apps.get_model("appeals", "Category").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("appeals", "0002_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE appeals_number", "DROP SEQUENCE appeals_number"),
        migrations.RunPython(load, unload),
    ]
