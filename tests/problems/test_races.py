"""Two people put one appeal into two problems at once, or carry one answer twice: one of them is told no."""

import pytest

from appeals.models import Appeal
from appeals.problems import workflow
from appeals.problems.models import Problem, ProblemMember
from tests.appeals.test_races import together, winners
from tests.problems import samples


@pytest.fixture
def world(transactional_db):
    return samples.build()


@pytest.mark.django_db(transaction=True)
def test_an_appeal_is_put_into_one_problem_however_many_gather(world):
    shared = samples.case(world)
    own = [samples.case(world) for _number in range(4)]
    desk = samples.fresh(world.dispatcher)
    results = together(lambda number: samples.problem(world, [own[number], Appeal.objects.get(pk=shared.pk)], desk), 4)
    assert len(winners(results)) == 1 == Problem.objects.count()
    assert ProblemMember.objects.filter(appeal=shared).count() == 1
    handler = samples.fresh(world.handler)
    made = workflow.answer(Problem.objects.get(), by=handler, text="扩容", outcome="solved")
    done = together(lambda number: workflow.deliver(Problem.objects.get(pk=made.pk), by=handler), 4)
    assert sum(reached for reached, _failed in done) == 2 and shared.messages.count() == 1
