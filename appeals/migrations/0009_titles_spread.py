from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from portal.common.querysets import spread


class Migration(migrations.Migration):
    atomic = False  # the index is made beside the traffic

    dependencies = [("appeals", "0008_same_reply"), ("common", "0003_sent_forms")]

    operations = [
        AddIndexConcurrently("appeal", GinIndex(spread("title"), name="appeals_title_spread")),
    ]
