"""No room for files: the upload is refused with a sentence, everything typed is kept, no half file and no row remains.

The limit on the size of a file (``RLIMIT_FSIZE``) stands for the full disk: writing past it fails in the same call, for
root and for an ordinary user alike, and nothing else on the machine is touched.
"""

import resource

import pytest

from appeals.enums import AppealState as S
from appeals.models import Appeal, Attachment, Message
from portal.embedded.children import web_is_ready
from tests import world as worlds
from tests.drills.visitor import Visitor
from tests.plugins.machines import until

ROOM = 1_000_000
TYPED = "已经写好的说明，不能丢。"
#: Sizes on both sides of 2.5 MB, above which an upload goes through a temporary file first.
TOO_LARGE = [1_500_000, 4_000_000]


def limit_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))


def text_file(name, size):
    return ("files", (name, b"a" * size, "text/plain"))


@pytest.fixture
def site(crew):
    crew.start("web", prepare=limit_files)
    until(lambda: web_is_ready("127.0.0.1", crew.port), "the web answers")
    return f"http://127.0.0.1:{crew.port}"


def stored_files(crew):
    folder = crew.folder / "var" / "media"
    return sorted(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_a_draft_keeps_its_words_and_the_files_that_had_room(crew, site):
    world = worlds.build()
    visitor, appeal = Visitor(world.contact, site), worlds.draft(world, text=TYPED)
    files = f"/appeals/drafts/{appeal.pk}/files/"
    for size in TOO_LARGE:
        answer = visitor.post(files, {"upload": "1"}, files=[text_file("大.txt", size)])
        assert answer.status == 422
        assert "大.txt无法保存" in answer.text
        assert (Attachment.objects.count(), stored_files(crew)) == (0, [])
    assert visitor.post(files, {"upload": "1"}, files=[text_file("小.txt", 10_000)]).status == 302
    assert stored_files(crew) == [10_000]
    assert TYPED in visitor.get(f"/appeals/drafts/{appeal.pk}/check/").text
    assert visitor.post(f"/appeals/drafts/{appeal.pk}/check/", {"first": "desk"}).location.endswith("/sent/")


def test_a_step_with_words_and_files_happens_whole_or_not_at_all(crew, site):
    world = worlds.build()
    visitor, appeal = Visitor(world.contact, site), worlds.appeal_in(world, S.ACCEPTED)
    small, supplement = text_file("小.txt", 10_000), f"/appeals/{appeal.number}/supplement/"
    for size in TOO_LARGE:
        answer = visitor.post(supplement, {"text": TYPED}, files=[small, text_file("大.txt", size)])
        assert answer.status in (409, 422)
        assert "大.txt无法保存" in answer.text
        assert TYPED in answer.text
        assert not Message.objects.filter(appeal=appeal).exists()
        assert (Attachment.objects.count(), stored_files(crew)) == (0, [])
    again = visitor.post(supplement, {"text": TYPED}, files=[small])
    assert again.status == 302
    assert stored_files(crew) == [10_000]
    assert Appeal.objects.get(pk=appeal.pk).state == S.ACCEPTED
