"""A test does not inherit the working calendar that another one read or edited."""

import pytest


@pytest.fixture(autouse=True)
def _own_calendar():
    from portal.common.workdays import forget_calendar  # apps are not loaded when plugins are

    forget_calendar()
    yield
    forget_calendar()
