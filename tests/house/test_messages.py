"""English is the language of the code, Chinese complete beside it."""

import re

import pytest

from portal.common import catalogue

#: Names of languages are written in themselves.
OWN_NAMES = {"中文", "简体中文"}
CHINESE = re.compile(r"[\u3400-\u9fff]")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,;:?!]|[\u3400-\u9fff]\.(\s|$)")


@pytest.fixture(scope="module")
def report():
    return catalogue.examine()


@pytest.fixture(scope="module")
def entries():
    return catalogue.translations(catalogue.read())


def test_every_message_is_translated(report):
    assert not report.missing, "Add them with manage.py messages --add FILE.json"


def test_no_translation_is_doubtful(report):
    assert not report.fuzzy


def test_no_translation_is_left_over(report):
    assert not report.obsolete, "Drop them with manage.py messages --prune"


def test_every_translation_fills_in_the_same_places(report):
    assert not report.broken


def test_messages_are_written_in_english(entries):
    chinese = [words for words, _context in entries if CHINESE.search(words) and words not in OWN_NAMES]
    assert not chinese


def test_translations_use_full_width_punctuation(entries):
    odd = {words: entry.string for (words, _c), entry in entries.items() if HALF_WIDTH.search("".join(entry.string))}
    assert not odd


def test_the_portal_does_not_shout(entries):
    loud = [words for (words, _c), entry in entries.items() if re.search("[!！]", words + "".join(entry.string))]
    assert not loud
