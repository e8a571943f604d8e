from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from portal.common.querysets import spread


class Migration(migrations.Migration):
    atomic = False  # the index is made beside the traffic

    dependencies = [("common", "0003_sent_forms"), ("enterprises", "0004_registrations")]

    operations = [
        AddIndexConcurrently("enterprise", GinIndex(spread("name"), name="enterprises_name_spread")),
    ]
