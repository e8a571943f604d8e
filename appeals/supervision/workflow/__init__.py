"""Every write of supervision: what people do with an order, and what the clock does."""

from .orders import accept, raise_by_hand, reply, send_back, withdraw
from .periodic import sweep

__all__ = ["accept", "raise_by_hand", "reply", "send_back", "sweep", "withdraw"]
