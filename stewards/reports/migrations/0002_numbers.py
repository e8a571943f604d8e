from django.db import migrations


class Migration(migrations.Migration):
    """Reports are numbered by a sequence, as appeals are."""

    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunSQL("CREATE SEQUENCE reports_number", "DROP SEQUENCE reports_number")]
