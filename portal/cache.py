"""The shared cache fails open: without Redis the portal is slower, never down."""

from functools import wraps

import redis
import structlog
from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from django.utils.functional import cached_property

from portal.embedded.layout import EmbeddedError
from portal.embedded.servers import attach

logger = structlog.get_logger(__name__)


def _open(method, fallback):
    """Return ``method`` with ``fallback(arguments)`` in place of a broken connection."""

    @wraps(method)
    def wrapped(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except (redis.ConnectionError, redis.TimeoutError, OSError, EmbeddedError) as error:
            logger.warning("cache_unavailable", operation=method.__name__, error=type(error).__name__)
            return fallback(self, *args, **kwargs)

    return wrapped


class FailOpenRedisCache(RedisCache):
    """Redis that answers like an empty cache while it cannot be reached.

    ``add`` answers true: a rate limit or a lock taken through the cache lets people in rather than out.
    """

    add = _open(RedisCache.add, lambda self, *args, **kwargs: True)
    get = _open(RedisCache.get, lambda self, key, default=None, version=None: default)
    set = _open(RedisCache.set, lambda self, *args, **kwargs: None)
    touch = _open(RedisCache.touch, lambda self, *args, **kwargs: False)
    delete = _open(RedisCache.delete, lambda self, *args, **kwargs: False)
    get_many = _open(RedisCache.get_many, lambda self, *args, **kwargs: {})
    has_key = _open(RedisCache.has_key, lambda self, *args, **kwargs: False)
    incr = _open(RedisCache.incr, lambda self, key, delta=1, version=None: delta)
    set_many = _open(RedisCache.set_many, lambda self, data, *args, **kwargs: list(data))
    delete_many = _open(RedisCache.delete_many, lambda self, *args, **kwargs: None)
    clear = _open(RedisCache.clear, lambda self, *args, **kwargs: False)

    @cached_property
    def _client(self):
        return self._class(self._servers, **self._options)

    @property
    def _cache(self):
        if settings.EMBEDDED_VALKEY:
            attach(settings.EMBEDDED_LAYOUT, "valkey")
        return self._client
