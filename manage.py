#!/usr/bin/env python
"""Django's command line, in the embedded form as in any other."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here: run “make run” once, or use .venv/bin/python.")
    from portal.celery import app  # noqa: F401  (tasks are sent by this application)
    from portal.embedded.layout import EmbeddedError

    try:
        execute_from_command_line(sys.argv)
    except EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
