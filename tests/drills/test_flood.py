"""More is asked than can be answered: the excess is told to come again, nothing breaks, the portal is back at once."""

import http.client
import threading
from collections import Counter

import pytest

from tests.plugins.machines import until

pytestmark = pytest.mark.drill

VISITORS = 120


def asked(port, path, heard):
    """Ask once on a connection of one's own and note what came: ``(status, whether it says when to come again)``."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        client.request("GET", path)
        answer = client.getresponse()
        answer.read()
        heard[answer.status, bool(answer.headers["Retry-After"])] += 1
    except OSError as error:
        heard[repr(error), False] += 1
    finally:
        client.close()


def test_the_excess_of_a_flood_gets_503_with_retry_after_and_nothing_else_goes_wrong(crew, tell_people):
    crew.environment["WEB_PATIENCE"] = "0.05"
    crew.start("web", "--workers", "1", "--threads", "1")

    def answers():
        heard = Counter()
        asked(crew.port, "/accounts/login/", heard)
        return heard[200, False]

    until(answers, "the portal answers")
    heard, probed = Counter(), Counter()
    flood = [threading.Thread(target=asked, args=(crew.port, "/accounts/login/", heard)) for _one in range(VISITORS)]
    for visitor in flood:
        visitor.start()
    asked(crew.port, "/healthz", probed)
    for visitor in flood:
        visitor.join(120)
    tell_people(f"of {VISITORS} at once {heard[200, False]} answered, {heard[503, True]} told to come again")
    assert heard[503, True] > 0
    assert heard[200, False] > 0
    assert heard[503, True] + heard[200, False] == VISITORS, heard
    assert probed == {(200, False): 1}
    until(answers, "the portal is back", seconds=10)
