"""How often strangers may try what costs somebody something: counted in the database, told with the time to wait."""

from datetime import timedelta

from portal.onboarding.enums import AttemptKind
from portal.onboarding.limits import Limit

#: Codes asked from one network address: an office may try, nobody reads the registry code by code.
CODES = Limit(AttemptKind.REQUEST, 40, timedelta(hours=1))
#: Registrations or licences sent from one network address.
SENT_FROM = Limit(AttemptKind.REQUEST, 15, timedelta(hours=1))
#: Registrations that name one e-mail address.
SENT_BY = Limit(AttemptKind.REQUEST, 5, timedelta(days=1))
