from django.db import migrations


class Migration(migrations.Migration):
    """Common problems are numbered by a sequence, as appeals are."""

    dependencies = [("problems", "0001_initial")]

    operations = [migrations.RunSQL("CREATE SEQUENCE problems_number", "DROP SEQUENCE problems_number")]
