"""The machine of an order. Tables only; ``workflow`` takes the steps."""

from portal.common.workflow import table

from .enums import OrderState as S

#: ``climb`` changes the level, not the state.
STEPS = table(
    reply=([S.ISSUED, S.RETURNED], S.REPLIED),
    accept=([S.REPLIED], S.ACCEPTED),
    send_back=([S.REPLIED], S.RETURNED),
    withdraw=([S.ISSUED, S.REPLIED, S.RETURNED], S.WITHDRAWN),
)
