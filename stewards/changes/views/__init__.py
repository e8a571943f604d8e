from . import handover, proposing, queue, what_if

__all__ = ["handover", "proposing", "queue", "what_if"]
