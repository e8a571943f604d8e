"""What every drill has: a Valkey of its own, an SMTP server that counts, the portal's processes on the test database.

A drill that fails shows the last words of every process.
"""

import pytest
from django.conf import settings as django_settings
from django.db import connection

from portal.embedded.valkey import Valkey
from portal.notifications import outbox
from tests.plugins.machines import Crew, Server, free_port
from tests.plugins.post_office import PostOffice


def pytest_collection_modifyitems(items):
    """Everything in this folder is marked ``drill``, so that the fast run can leave it out."""
    for item in items:
        if "tests/drills/" in item.path.as_posix():
            item.add_marker(pytest.mark.drill)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    crews = [value for value in getattr(item, "funcargs", {}).values() if isinstance(value, Crew)]
    if report.failed and call.when == "call":
        report.sections += [("last words of the processes", crew.last_words()) for crew in crews]
    return report


@pytest.fixture
def valkey():
    server = Server(Valkey)
    yield server.start()
    server.remove()


@pytest.fixture
def post():
    office = PostOffice(free_port()).open()
    yield office
    office.close()


@pytest.fixture
def crew_on(transactional_db, valkey, post, tmp_path):
    """``crew_on(host, database, …)``: the processes on a database of the server with this socket folder."""
    made = []

    def make(host, database, **options):
        address = f"postgres://portal@/{database}?host={host}"
        made.append(Crew(tmp_path, database=address, valkey=valkey.program.socket, mail_port=post.port, **options))
        return made[-1]

    yield make
    for crew in made:
        crew.end()


@pytest.fixture
def crew(crew_on):
    """The processes, on the database of this test run; ``crew.start("worker")``."""
    return crew_on(django_settings.DATABASES["default"]["HOST"], connection.settings_dict["NAME"])


@pytest.fixture(autouse=True)
def _quiet_broker():
    """The drill itself rings nobody: its rows wait for the beat of the drill."""
    outbox.breaker.until = float("inf")
    yield
    outbox.breaker.reset()


@pytest.fixture
def tell_people(record_property):
    """``tell_people(sentence)``: a figure of the drill that stands in the summary of the test run."""
    return lambda sentence: record_property("drill", sentence)


def pytest_terminal_summary(terminalreporter):
    """Print the figures of the drills."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    found = [text for report in reports for name, text in report.user_properties if name == "drill"]
    if found:
        terminalreporter.section("drills")
        for sentence in found:
            terminalreporter.write_line(sentence)
