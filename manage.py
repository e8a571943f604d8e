#!/usr/bin/env python
"""Django's command line, in the embedded form as in any other."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415

        import portal.celery  # noqa: F401, PLC0415  (tasks are sent by this application)
    except ImportError as error:
        sys.exit(f"{error}. The environment is incomplete: “make run” repairs it; then use .venv/bin/python.")
    from portal.embedded.layout import EmbeddedError  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
