from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import MD5


class Migration(migrations.Migration):
    atomic = False  # the index is made beside the traffic

    dependencies = [("appeals", "0007_limits_of_new_promises")]

    operations = [
        AddIndexConcurrently(
            "handling",
            models.Index(MD5("reply"), condition=~models.Q(reply=""), name="appeals_handling_same_reply"),
        ),
    ]
