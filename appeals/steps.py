"""The two machines of a case: the appeal, and the handling of each unit. Tables only; ``workflow`` takes the steps."""

from portal.common.workflow import table

from .enums import AppealState as S
from .enums import HandlingState as H

#: The appeal. ``give_back`` is the appeal's part of a lead unit's return: the desk dispatches anew.
APPEAL_STEPS = table(
    discard=([S.DRAFT], S.WITHDRAWN),
    submit=([S.DRAFT], S.SUBMITTED),
    resubmit=([S.RETURNED], S.SUBMITTED),
    return_for_completion=([S.SUBMITTED], S.RETURNED),
    accept=([S.SUBMITTED], S.ACCEPTED),
    decline=([S.ACCEPTED], S.DECLINED),
    dispatch=([S.ACCEPTED], S.IN_HANDLING),
    arbitrate=([S.ACCEPTED], S.IN_HANDLING),
    give_back=([S.IN_HANDLING], S.ACCEPTED),
    reply=([S.IN_HANDLING], S.REPLIED),
    rate=([S.REPLIED], S.CLOSED),
    close_rated=([S.REPLIED], S.CLOSED),
    close_unrated=([S.REPLIED], S.CLOSED),
    reopen=([S.REPLIED, S.CLOSED], S.IN_HANDLING),
    reopen_at_desk=([S.REPLIED, S.CLOSED], S.ACCEPTED),
    withdraw=([S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.IN_HANDLING, S.REPLIED], S.WITHDRAWN),
)

#: The handling of one unit. ``end`` closes what is still running when the appeal itself ends.
HANDLING_STEPS = table(
    accept=([H.ASSIGNED], H.ACCEPTED),
    return_to_desk=([H.ASSIGNED], H.RETURNED),
    reply=([H.ACCEPTED], H.REPLIED),
    end=([H.ASSIGNED, H.ACCEPTED], H.ENDED),
)
