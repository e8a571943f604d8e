"""The state machine: every step from every state, and nothing left waiting."""

import pytest

from portal.common.workflow import TransitionRefused, check
from portal.imports.enums import ImportState as S
from portal.imports.querysets import OVER, WAITING
from portal.imports.steps import STEPS

ALLOWED = {
    "stage": {S.UPLOADED: S.READ},
    "present": {S.READ: S.READY},
    "choose": {S.READY: S.READ},
    "confirm": {S.READY: S.CONFIRMED},
    "begin": {S.CONFIRMED: S.APPLYING, S.APPLYING: S.APPLYING},
    "take_back": {S.CONFIRMED: S.READ, S.APPLYING: S.READ},
    "apply": {S.APPLYING: S.APPLIED},
    "refuse": dict.fromkeys([S.UPLOADED, S.READ, S.CONFIRMED, S.APPLYING], S.REFUSED),
    "cancel": dict.fromkeys([S.UPLOADED, S.READ, S.READY, S.CONFIRMED], S.CANCELLED),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("name", STEPS)
def test_every_step_from_every_state(name, state):
    if state in ALLOWED[name]:
        assert check(STEPS, name, state).target == ALLOWED[name][state]
    else:
        with pytest.raises(TransitionRefused):
            check(STEPS, name, state)


def test_what_is_over_leads_nowhere_and_every_other_state_leads_on():
    sources = {state for step in STEPS.values() for state in step.sources}
    assert sources == set(S) - set(OVER)
    assert set(WAITING) | {S.READY} | set(OVER) == set(S)
