"""A worker that Valkey kept waiting takes the next task afterwards.

When Valkey hangs while a task ends, its acknowledgement times out. Kombu then still counts the task as being worked on;
with every slot counted so, the worker lives on and takes nothing more. Here the slot is freed; Valkey hands the bell
out once more, which does no harm.
"""

from kombu.transport import redis, virtual


class ForgivingQoS(redis.QoS):
    """Counts a task as done even when Valkey could not be told."""

    def ack(self, delivery_tag):
        try:
            super().ack(delivery_tag)
        except Exception:
            virtual.QoS.ack(self, delivery_tag)
            raise

    def reject(self, delivery_tag, requeue=False):
        try:
            super().reject(delivery_tag, requeue=requeue)
        except Exception:
            virtual.QoS.ack(self, delivery_tag)
            raise


def install():
    """Let every Redis connection of this process acknowledge so."""
    redis.Channel.QoS = ForgivingQoS
