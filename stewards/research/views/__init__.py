"""Pages of research visits: the list and one of them, planning, records; and what reached the enterprises."""

from . import burden, pages, planning, records

__all__ = ["burden", "pages", "planning", "records"]
