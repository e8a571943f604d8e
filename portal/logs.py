"""Logs: one JSON object a line, for gunicorn, Django, Celery and commands alike, masked (:mod:`portal.masking`)."""

import logging

import structlog

from .masking import mask_event

SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
]


def add_access(logger, name, event):
    """Take the facts of a request apart that gunicorn's access log brings as a mapping."""
    atoms = event.pop("positional_args", None)
    if event["_record"].name != "gunicorn.access" or not isinstance(atoms, dict):
        return event
    facts = {
        "method": atoms["m"],
        "path": f"{atoms['U']}?{atoms['q']}" if atoms["q"] else atoms["U"],
        "code": atoms["s"],
        "bytes": atoms["B"],
        "duration_ms": round(atoms["D"] / 1000, 1),
        "ip": atoms["h"],
        "user_agent": atoms["a"],
        "request_id": atoms["{x-request-id}o"],
    }
    return event | {"event": "access"} | facts


def formatter():
    """Return the settings of the one formatter, for ``logging.config.dictConfig``."""
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "pass_foreign_args": True,
        "foreign_pre_chain": [*SHARED[:4], add_access, *SHARED[4:]],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            mask_event,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    }


def configuration(*, level):
    """Return Django's ``LOGGING``: everything to standard error, as JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter()},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["console"], "level": level, "propagate": False},
            "django": {"handlers": [], "level": level, "propagate": True},
            "celery": {"level": level},
        },
    }


def gunicorn_configuration(*, level, access):
    """Return gunicorn's ``logconfig_dict``; ``access`` adds a line for every request, static files included."""
    return configuration(level=level) | {
        "loggers": {
            "gunicorn.error": {"level": level, "handlers": [], "propagate": True},
            "gunicorn.access": {
                "level": logging.INFO if access else logging.WARNING,
                "handlers": [],
                "propagate": True,
            },
        }
    }


def configure():
    """Let structlog hand its events to the standard library's handlers."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
