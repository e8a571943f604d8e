"""The machine of a registration. A table only; ``workflow`` takes the steps."""

from portal.common.workflow import table

from .enums import RegistrationState as S

REGISTRATION_STEPS = table(
    ask=([S.SUBMITTED], S.RETURNED),
    complete=([S.RETURNED], S.SUBMITTED),
    approve=([S.SUBMITTED], S.APPROVED),
    refuse=([S.SUBMITTED, S.RETURNED], S.REFUSED),
    withdraw=([S.SUBMITTED, S.RETURNED], S.WITHDRAWN),
)
