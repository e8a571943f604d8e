from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0004_absence_cancelled")]

    operations = [AddIndexConcurrently("user", models.Index(fields=["name"], name="people_by_name"))]
