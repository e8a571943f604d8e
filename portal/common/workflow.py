"""The whole workflow engine: a table of steps, and one check.

*Whether* a step is possible from a state stands in a table. *Who* may take it stands in each app's ``permissions``, and
what must be there first in its ``missing_before_…`` functions. A state is assigned by ``workflow.py`` modules alone.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Step:
    """One step of a state machine: from which states it is possible, and to which it leads."""

    sources: frozenset
    target: str


class Refused(Exception):
    """A step that is not possible now; ``messages`` are sentences for the person who tried."""

    def __init__(self, *messages, code="refused"):
        self.messages = [str(message) for message in messages]
        self.code = code
        super().__init__(" ".join(self.messages))


class TransitionRefused(Refused):
    """A step that its table does not allow from the present state."""


def table(**rows):
    """Build ``{name: Step}`` from ``name=([sources], target)``."""
    return {name: Step(frozenset(sources), target) for name, (sources, target) in rows.items()}


def check(steps, name, state):
    """Return the step called ``name``, or raise :class:`TransitionRefused` when ``state`` is not among its sources."""
    step = steps[name]
    if state not in step.sources:
        label = getattr(state, "label", state)
        raise TransitionRefused(
            _("This step is not possible any more: the state is now “%(state)s”. Reload the page to see what happened.")
            % {"state": label},
            code="wrong_state",
        )
    return step


def possible(steps, name, state):
    """Whether ``name`` may be taken from ``state``, without raising."""
    return state in steps[name].sources
