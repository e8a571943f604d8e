import pytest

from portal.accounts.models import User
from stewards.roster.staging import import_roster
from tests.stewards.rosters import lines, write_csv


@pytest.fixture
def roster(tmp_path):
    """Import rows and return the report."""

    def run(entries, *, keys=None, **options):
        return import_roster(write_csv(tmp_path / "roster.csv", lines(entries, keys=keys)), **options)

    return run


@pytest.fixture
def person():
    return User.objects.create_user("boss", name="区牵头部门")
