"""Similar matters: the own firm's, what was published, what staff may see; one query each, nothing of other firms."""

import pytest

from appeals.enums import AppealState as S
from appeals.problems import similar
from tests import world as worlds
from tests.problems.samples import case, fresh, published

pytestmark = pytest.mark.django_db


def test_pieces_are_runs_of_characters_and_whole_words():
    assert similar.pieces("用电增容，ERP系统", 2) == ["用电", "电增", "增容", "ERP", "系统"]
    assert similar.pieces("我们公司", 2) == ["们公"]
    assert similar.pieces("", 2) == []


def test_a_contact_finds_the_own_open_case_and_never_anothers(world):
    own = case(world)
    case(world, world.neighbour_firm)
    draft = worlds.draft(world, title="二期厂房用电还没有增容")
    found = similar.of_own_firm(fresh(world.contact), draft, draft.title, "")
    assert [one.pk for one in found] == [own.pk]
    foreign = case(world, world.neighbour_firm, S.DRAFT, title="二期厂房用电还没有增容")
    assert own not in similar.of_own_firm(fresh(world.neighbour), foreign, foreign.title, "")


def test_another_matter_is_not_similar(world):
    case(world)
    draft = worlds.draft(world, title="员工子女入学积分政策咨询", category=None)
    assert similar.of_own_firm(fresh(world.contact), draft, draft.title, "") == []


def test_words_of_the_text_stand_in_for_a_title_that_is_not_typed_yet(world):
    own = case(world)
    draft = worlds.draft(world, title="")
    assert similar.of_own_firm(fresh(world.contact), draft, "", "二期厂房用电增容还没有做") == [own]


@pytest.mark.parametrize("words", ["", " ", "。", "我们", "%", "_", "'\"\\", "a" * 4000, "用" * 4000])
def test_any_words_may_be_typed(world, words):
    draft = worlds.draft(world)
    similar.of_own_firm(fresh(world.contact), draft, words, words)
    similar.answers(words, words)


def test_published_answers_fit_by_their_question_until_they_are_withdrawn(world):
    answer = published(world)
    assert similar.answers("用电增容需要多久", "") == [answer]
    assert similar.answers("员工落户", "") == []


@pytest.mark.parametrize(("role", "number"), [
    ("dispatcher", 2), ("city", 2), ("leader", 2), ("district", 2), ("handler", 2), ("general", 2),
    ("steward", 1), ("contact", 1), ("other_handler", 0), ("stranger", 0), ("other_steward", 0), ("nobody", 0),
])  # fmt: skip
def test_each_role_finds_what_it_may_see(world, role, number):
    case(world)
    case(world, world.neighbour_firm)
    appeal = case(world)
    assert len(similar.cases(fresh(getattr(world, role)), appeal)) == number


def test_a_search_is_one_query_whose_work_is_bounded(world, django_assert_num_queries):
    user = fresh(world.dispatcher)
    appeals = [case(world, firm) for firm in (world.firm, world.neighbour_firm, world.firm)]
    user.grants  # noqa: B018 -- read once a request
    with django_assert_num_queries(1) as asked:
        similar.cases(user, appeals[0])
    sql = asked.captured_queries[0]["sql"]
    assert 'UPPER("appeals_appeal"."title"::text) LIKE' in sql.replace("U0", "appeals_appeal").replace(
        "V0", "appeals_appeal"
    )
    assert f"LIMIT {similar.CANDIDATES}" in sql
