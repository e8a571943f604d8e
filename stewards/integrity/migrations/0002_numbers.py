from django.db import migrations


class Migration(migrations.Migration):
    """Integrity reports are numbered by a sequence of their own."""

    dependencies = [("integrity", "0001_initial")]

    operations = [migrations.RunSQL("CREATE SEQUENCE integrity_number", "DROP SEQUENCE integrity_number")]
