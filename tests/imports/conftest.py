import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.imports.models import Import
from portal.imports.worker import work_all
from tests import world as worlds
from tests.stewards.rosters import lines, write_xlsx


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def admin(db):
    """An administrator: staff by the role."""
    person = worlds.person(role="admin")
    person.is_staff = person.is_superuser = True
    person.save()
    return person


@pytest.fixture
def desk(client, admin):
    """The administrator in front of the pages of imports."""
    client.force_login(admin)
    return Desk(client)


@pytest.fixture
def sheet(tmp_path):
    """The bytes of a workbook with these rows."""

    def make(entries, **options):
        return write_xlsx(tmp_path / "sheet.xlsx", lines(entries, **options)).read_bytes()

    return make


class Desk:
    """What a person does with an import, page by page."""

    def __init__(self, client):
        self.client = client

    def upload(self, content, *, name="名单.xlsx", kind="roster", follow=False):
        file = SimpleUploadedFile(name, content)
        return self.client.post(reverse("admin:imports_import_add"), {"kind": kind, "file": file}, follow=follow)

    def bring(self, content, **options):
        """Upload, and let the worker come by."""
        response = self.upload(content, **options)
        assert response.status_code == 302, response.context["form"].errors
        work_all()
        return Import.objects.latest("pk")

    def page(self, run, query=""):
        return self.client.get(self.url(run) + query)

    def url(self, run, name="change"):
        return reverse(f"admin:imports_import_{name}", args=[run.pk])

    def decide(self, run, *options, button="confirm", seen=None):
        run.refresh_from_db()
        data = {"seen": seen or run.digest, button: "1", **dict.fromkeys(options, "on")}
        response = self.client.post(self.url(run, "confirm"), data, follow=True)
        run.refresh_from_db()
        return response

    def apply(self, run, *options):
        """Confirm with these choices, a second time where the preview followed them first."""
        self.decide(run, *options)
        if run.state == "read":
            work_all()
            self.decide(run, *options)
        work_all()
        run.refresh_from_db()
        return run

    def take(self, run, name, query="", *, kind="xlsx", reason="核对"):
        response = self.client.post(self.url(run, name) + query, {"kind": kind, "reason": reason})
        return b"".join(response.streaming_content) if response.streaming else response
