import gettext
import json

import pytest
from django.core.management import CommandError, call_command

from portal.common import catalogue
from portal.common.management.commands import messages


@pytest.fixture
def root(tmp_path):
    """A project with one module and one page."""
    (tmp_path / "portal").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "portal" / "words.py").write_text(
        'a = _("Hello %(name)s")\nb = ngettext("%(n)s day", "%(n)s days", n)\nc = pgettext("month", "May")\n'
        'd = _("long "\n      "sentence")\nfor _ in []:\n    pass\n'
    )
    (tmp_path / "templates" / "page.html").write_text(
        '<p>\n    {% translate "Hi" %} can\'t {{ _("there") }}\n  <b title="{% translate "May" context "verb" %}">\n'
        "{% blocktranslate trimmed count n=n %}\n  one {{ n }}\n{% plural %}\n  {{ n }} many\n{% endblocktranslate %}\n"
    )
    return tmp_path


def test_every_message_of_code_and_pages_is_collected(root):
    found = catalogue.collect(root)
    assert set(found.sources) == {
        ("Hello %(name)s", None),
        ("%(n)s day", None),
        ("May", "month"),
        ("May", "verb"),
        ("long sentence", None),
        ("Hi", None),
        ("there", None),
        ("one %(n)s", None),
    }
    assert found.sources["one %(n)s", None].plural == "%(n)s many"


def test_a_second_update_changes_nothing(root):
    catalogue.update(root, additions={"Hi": "你好"})
    before = catalogue.po_path(root).read_bytes()
    catalogue.update(root)
    assert catalogue.po_path(root).read_bytes() == before
    assert str(root).encode() not in before


def test_translations_are_compiled_with_contexts_and_counted_forms(root):
    catalogue.update(root, additions={"%(n)s day": ["%(n)s 天"], "month\x04May": "五月", "verb\x04May": "可以"})
    with catalogue.compile_catalogue(root).open("rb") as stream:
        chinese = gettext.GNUTranslations(stream)
    assert chinese.ngettext("%(n)s day", "%(n)s days", 2) == "%(n)s 天"
    assert (chinese.pgettext("month", "May"), chinese.pgettext("verb", "May")) == ("五月", "可以")


def test_the_shape_of_an_addition_follows_the_code(root):
    catalogue.update(root, additions={"%(n)s day": "%(n)s 天", "Hi": ["你好"]})
    entries = catalogue.translations(catalogue.read(root))
    assert entries["%(n)s day", None].string == ("%(n)s 天",)
    assert entries["Hi", None].string == "你好"


def test_a_translation_ahead_of_its_code_stays_until_it_is_pruned(root):
    catalogue.update(root, additions={"later": "以后", "%(n)s more": ["还有 %(n)s 件"]})
    catalogue.update(root)
    assert catalogue.examine(root).obsolete == ["'%(n)s more'", "'later'"]
    catalogue.update(root, prune=True)
    assert catalogue.examine(root).obsolete == []


def test_the_report_names_what_is_missing_and_where(root):
    catalogue.update(root)
    assert "'Hi' (templates/page.html)" in catalogue.examine(root).missing


def test_a_translation_that_fills_in_other_places_is_reported(root):
    catalogue.update(root, additions={"Hello %(name)s": "你好 %(nmae)s"})
    assert catalogue.examine(root).broken == ["'Hello %(name)s'"]


def test_a_percent_sign_is_no_place_to_fill_in():
    assert catalogue.placeholders("100 %% of %(n)s and {name} and %d") == ["%(n)s", "%d", "{name}"]


def test_nothing_is_pruned_while_a_file_cannot_be_read(root):
    catalogue.update(root, additions={"later": "以后"})
    (root / "templates" / "half.html").write_text("{% blocktranslate %}{% if x %}{% endblocktranslate %}")
    with pytest.raises(ValueError, match=r"half\.html"):
        catalogue.update(root, prune=True)
    assert ("later", None) in catalogue.translations(catalogue.read(root))


def test_sentences_borrowed_from_packages_count_as_used(root):
    catalogue.po_path(root).parent.mkdir(parents=True)
    catalogue.borrowed_path(root).write_text(json.dumps({"allauth": ["Sign In"]}))
    catalogue.update(root, additions={"Sign In": "登录"})
    assert catalogue.examine(root).obsolete == []


def test_counted_sentences_can_be_borrowed_too(root):
    catalogue.po_path(root).parent.mkdir(parents=True)
    catalogue.borrowed_path(root).write_text(json.dumps({"django": [["%d day", "%d days"]]}))
    catalogue.update(root, additions={"%d day": ["%d天"]})
    assert catalogue.examine(root).obsolete == []
    assert catalogue.translations(catalogue.read(root))["%d day", None].id == ("%d day", "%d days")


def test_the_command_adds_files_and_refuses_broken_ones(tmp_path, monkeypatch, capsys):
    given = {}
    monkeypatch.setattr(catalogue, "update", lambda **options: given.update(options) or (catalogue.Collected(), None))
    monkeypatch.setattr(catalogue, "examine", lambda: catalogue.Report([], [], [], []))
    (tmp_path / "a.json").write_text('{"Hi": "你好"}', "utf-8")
    call_command(messages.Command(), add=[tmp_path / "a.json"])
    assert given["additions"] == {"Hi": "你好"}
    (tmp_path / "b.json").write_text("{", "utf-8")
    with pytest.raises(CommandError, match=r"b\.json"):
        call_command(messages.Command(), add=[tmp_path / "b.json"])


def test_the_command_fails_while_something_is_missing(monkeypatch):
    monkeypatch.setattr(catalogue, "examine", lambda: catalogue.Report(["'Hi'"], [], [], []))
    with pytest.raises(CommandError, match="not complete"):
        call_command(messages.Command(), check=True)
