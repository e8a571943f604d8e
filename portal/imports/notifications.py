"""What people are told about their imports; in the inbox of whoever brought the file."""


def ready(run):
    """Tell that the preview waits."""


def applied(run):
    """Tell that the file was applied."""


def refused(run):
    """Tell that the file was refused, and why."""
