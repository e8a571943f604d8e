"""Which step leads from which state of a proposal to which."""

from portal.common.workflow import table

from .enums import State

STEPS = table(
    approve=([State.PROPOSED], State.APPROVED),
    refuse=([State.PROPOSED, State.APPROVED], State.REFUSED),
    withdraw=([State.PROPOSED], State.WITHDRAWN),
)
