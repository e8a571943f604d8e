"""The state machine of an import: which step leads where. Who takes a step and what it does stands in ``workflow``."""

from portal.common.workflow import table

from .enums import ImportState as S

STEPS = table(
    stage=([S.UPLOADED], S.READ),
    present=([S.READ], S.READY),
    choose=([S.READY], S.READ),
    confirm=([S.READY], S.CONFIRMED),
    begin=([S.CONFIRMED, S.APPLYING], S.APPLYING),
    take_back=([S.CONFIRMED, S.APPLYING], S.READ),
    apply=([S.APPLYING], S.APPLIED),
    refuse=([S.UPLOADED, S.READ, S.CONFIRMED, S.APPLYING], S.REFUSED),
    cancel=([S.UPLOADED, S.READ, S.READY, S.CONFIRMED], S.CANCELLED),
)
