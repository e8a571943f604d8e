from datetime import date

from django.db import migrations

START = date(2020, 1, 1)
#: kind, difficulty, days, basis; no basis means that the number is ours ("—" in the product page).
LIMITS = [
    ("interim_reply", "difficult", 5, ""),
    ("next_reply", "", 10, ""),
    ("answer", "", 5, ""),
    ("follow_up", "", 1, "上海市优化营商环境条例第三十条"),
    ("recheck", "", 3, ""),
]


def load(apps, schema_editor):
    limit = apps.get_model("appeals", "TimeLimit")
    for kind, difficulty, days, basis in LIMITS:
        limit.objects.create(
            kind=kind, difficulty=difficulty, category=None, days=days, day_kind="working", basis=basis,
            effective_from=START,
        )  # fmt: skip


def unload(apps, schema_editor):
    apps.get_model("appeals", "TimeLimit").objects.filter(kind__in=[kind for kind, *_rest in LIMITS]).delete()


class Migration(migrations.Migration):
    dependencies = [("appeals", "0006_promises_that_keep_their_word")]

    operations = [migrations.RunPython(load, unload)]
