"""Files of a case: ten of a submission, and those of a sent appeal stay."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appeals import attachments
from appeals.enums import AppealState as S
from portal.common.checked_files import check_upload
from portal.common.workflow import Refused
from tests.world import appeal_in


def check(name, content):
    return check_upload(SimpleUploadedFile(name, content))


def test_an_eleventh_file_is_refused_and_leaves_no_row(world):
    appeal = appeal_in(world, S.DRAFT)
    for number in range(10):
        attachments.attach(appeal, check(f"{number}.txt", b"abc"), by=world.contact)
    with pytest.raises(Refused):
        attachments.attach(appeal, check("11.txt", b"abc"), by=world.contact)
    assert appeal.attachments.count() == 10


def test_a_file_of_a_sent_appeal_stays(world):
    appeal = appeal_in(world, S.DRAFT)
    attachment = attachments.attach(appeal, check("a.txt", b"abc"), by=world.contact)
    attachments.remove(attachment, by=world.contact)
    assert attachment.removed_at
    sent = appeal_in(world, S.SUBMITTED)
    kept = attachments.attach(sent, check("a.txt", b"abc"), by=world.contact)
    with pytest.raises(Refused):
        attachments.remove(kept, by=world.contact)
