"""The registry's rows: enterprises and who speaks for them, and what people send who ask to be let in."""

from .enterprise import Contact, Enterprise, EnterpriseAccess, Industry
from .registration import Letter, Licence, Registration

__all__ = ["Contact", "Enterprise", "EnterpriseAccess", "Industry", "Letter", "Licence", "Registration"]
