from django.db import models

from appeals.models import Appeal

from .enums import Coming, ConsultationState


class ConsultationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Offices that see the case; the enterprise learns from its own page that they met."""
        return self.filter(appeal__in=Appeal.objects.visible_to(user))

    def called(self):
        return self.filter(state=ConsultationState.CALLED)


class SeatQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of consultations that the person sees."""
        return self.filter(consultation__appeal__in=Appeal.objects.visible_to(user))

    def to_answer(self):
        return self.filter(coming=Coming.OPEN, consultation__state=ConsultationState.CALLED)
