"""Sends whole cases through a portal at a fixed rate, whether or not it keeps up; a process of its own, without Django.

Reads one JSON object from standard input (``base``, ``cookies`` by account, ``category``, ``unit``, ``rate`` in cases a
second, ``seconds``) and writes one: ``milliseconds`` of every request that was answered, ``finished`` cases, ``shed``
requests (503 with ``Retry-After``), ``wrong`` answers in words.
"""

import json
import re
import sys
import threading
import time
from urllib.parse import urlencode, urlsplit

import urllib3

TOKEN = "b" * 32
#: Most wrong answers that are told.
TOLD = 5


class Shed(Exception):
    """The portal said to come again: the case ends here."""


class Wrong(Exception):
    """An answer that no case expects."""


class Drive:
    """The cases of one run."""

    def __init__(self, *, base, cookies, category, unit, rate, seconds):
        place = urlsplit(base)
        self.pool = urllib3.HTTPConnectionPool(place.hostname, place.port, maxsize=256, retries=False, timeout=60)
        self.cookies, self.category, self.unit = cookies, category, unit
        self.rate, self.seconds = rate, seconds
        self.milliseconds, self.wrong, self.finished, self.shed = [], [], 0, 0
        self.lock = threading.Lock()

    def run(self):
        """Begin a case at every tick and wait for all of them."""
        began, cases = time.monotonic(), []
        for number in range(max(1, round(self.rate * self.seconds))):
            time.sleep(max(0, began + number / self.rate - time.monotonic()))
            cases.append(threading.Thread(target=self._case, args=(number,), daemon=True))
            cases[-1].start()
        for case in cases:
            case.join(120)
        return {
            "milliseconds": self.milliseconds, "finished": self.finished, "shed": self.shed,
            "wrong": self.wrong[:TOLD] + [f"and {len(self.wrong) - TOLD} more"] * (len(self.wrong) > TOLD),
        }  # fmt: skip

    def _case(self, number):
        try:
            self._all_the_way(number)
        except Shed:
            with self.lock:
                self.shed += 1
        except (Wrong, urllib3.exceptions.HTTPError, OSError) as error:
            with self.lock:
                self.wrong.append(f"{type(error).__name__}: {error}"[:300])
        else:
            with self.lock:
                self.finished += 1

    def _all_the_way(self, number):
        """Written, reviewed, dispatched, taken on, first contact, answered, rated."""
        draft = self._send("contact", "/appeals/new/", category=self.category).rsplit("/", 2)[0]
        self._send("contact", f"{draft}/text/", title=f"用电增容 {time.time_ns()}", text="现有变压器容量不够。")
        self._send("contact", f"{draft}/files/")
        self._send("contact", f"{draft}/options/", urgency="normal")
        case = "/".join(self._send("contact", f"{draft}/check/", first="steward").split("/")[:3])
        self._read("steward", f"{case}/")
        self._send("steward", f"{case}/accept/", comment="")
        self._read("dispatcher", f"{case}/dispatch/")
        self._send("dispatcher", f"{case}/dispatch/", lead=self.unit, difficulty="general", comment="")
        page = self._read("handler", f"{case}/")
        part = re.search(rf"{case}/(\d+)/take-on/", page)
        if part is None:
            raise Wrong(f"{case}: nothing to take on")
        self._send("handler", f"{case}/{part[1]}/take-on/")
        self._send("handler", f"{case}/{part[1]}/contact/", text="已电话联系，说明办理安排。")
        self._send("handler", f"{case}/{part[1]}/reply/", text="已完成增容并送电。", outcome="solved")
        self._read("contact", f"{case}/")
        self._send("contact", f"{case}/rate/", **{f"unit-{part[1]}-level": "5", f"unit-{part[1]}-solved": "yes"})

    def _read(self, who, path):
        return self._ask("GET", who, path, 200).data.decode()

    def _send(self, who, path, **data):
        return self._ask("POST", who, path, 302, urlencode(data)).headers["Location"]

    def _ask(self, method, who, path, expected, body=None):
        headers = {"Cookie": f"sessionid={self.cookies[who]}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        answer = self.pool.urlopen(method, path, body=body, headers=headers, redirect=False)
        took = (time.monotonic() - began) * 1000
        if answer.status == 503 and answer.headers.get("Retry-After"):
            raise Shed
        if answer.status != expected:
            raise Wrong(f"{answer.status} {method} {path} as {who}: {_heading(answer)}")
        with self.lock:
            self.milliseconds.append(round(took, 1))
        return answer


def _heading(answer):
    """What a page says in its heading."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.data.decode(errors="replace"), re.DOTALL)
    return found[1].strip() if found else ""


if __name__ == "__main__":
    json.dump(Drive(**json.load(sys.stdin)).run(), sys.stdout)
