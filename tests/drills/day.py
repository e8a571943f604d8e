"""A day of the desk: what each case is meant to become, and the people and systems who bring it there over HTTP."""

import importlib.util
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Q

from appeals.enums import AppealState as S
from appeals.enums import HandlingState as H
from appeals.enums import MessageKind
from appeals.models import Appeal, Handling
from tests.drills.visitor import Visitor

#: What a case is meant to become; its word stands in the title.
CLOSED, BAD, WITHDRAWN, DECLINED, RETURNED, ASKED = "办结", "差评", "撤回", "不予受理", "退回改派", "补充后办结"
FATES = (CLOSED, BAD, WITHDRAWN, DECLINED, RETURNED, ASKED)
ENDS = {WITHDRAWN: S.WITHDRAWN, DECLINED: S.DECLINED}
#: What somebody may read who came too late: nothing, a refusal, or no answer while a process is dead.
TOO_LATE = (403, 404, 409)
GONE = (0, 502, 503)


def reference_client():
    """``docs/api/client.py``, as somebody else's program would use it."""
    spec = importlib.util.spec_from_file_location("reference_client", Path(settings.BASE_DIR, "docs/api/client.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Hotline:
    """The server of the connected system: takes callbacks, checks each with the reference client, keeps all."""

    def __init__(self, client):
        self.client, self.secret, self.taken, self.forged = client, "", [], 0
        hotline = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if client.is_from_portal(hotline.secret, hotline.address, self.headers, body):
                    hotline.taken.append((self.headers["X-Event-Id"], body))
                else:
                    hotline.forged += 1
                self.send_response(204)
                self.end_headers()

            def log_message(self, *args):
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server.server_port}/told"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@dataclass
class Day:
    """The world, the address of the portal, and what went wrong on the way."""

    world: object
    base: str
    over: threading.Event
    wrong: list

    def work(self, who, *turns):
        """A thread in which one person does whatever is to be done, until the day is over."""
        return threading.Thread(target=self._work, args=(getattr(self.world, who), turns), name=who, daemon=True)

    def _work(self, user, turns):
        visitor = Visitor(user, self.base)
        try:
            while not self.over.is_set():
                did = sum(turn(self, visitor) for turn in turns)
                if not did:
                    self.over.wait(0.3)
        except Exception as error:  # told in the thread that judges
            self.wrong.append(f"{user}: {error!r}")
        finally:
            connection.close()

    def do(self, visitor, path, **data):
        """Send a form; whether it was taken. Too late and a dead process are part of the day, all else is wrong."""
        answer = visitor.post(path, data)
        if answer.status not in (302, *TOO_LATE, *GONE):
            self.wrong.append(f"{answer.status} {path} {data} {answer.text[:300]}")
        return answer.status == 302


def fate(appeal):
    return next(word for word in FATES if appeal.title.endswith(f"·{word}"))


def _cases(**state):
    return list(Appeal.objects.filter(**state).exclude(title__startswith="浏览器").order_by("pk"))


def _parts(state, *units):
    rows = Handling.objects.filter(state=state, unit__in=units).exclude(appeal__title__startswith="浏览器")
    return list(rows.select_related("appeal", "unit").order_by("pk"))


# --- The enterprise --------------------------------------------------------------------------------------------------
def write(titles):
    """The contact writes the cases of ``titles``, one a turn, through the steps of the form."""
    waiting = iter(titles)

    def turn(day, visitor):
        title = next(waiting, None)
        if title is None:
            return False
        while not (made := visitor.post("/appeals/new/", {"category": day.world.category.pk})).location:
            day.over.wait(0.3)
        steps = [("text", {"title": title, "text": "请协调。"}), ("files", {}), ("options", {"urgency": "normal"}),
                 ("check", {"first": "steward"})]  # fmt: skip
        for step, data in steps:
            path = f"{made.location.rsplit('/', 2)[0]}/{step}/"
            while not (sent := visitor.post(path, data)).location:
                if sent.status not in GONE:
                    day.wrong.append(f"{sent.status} {path} {sent.text[:300]}")
                    return False
                day.over.wait(0.3)
        return True

    return turn


def take_back_or_rate(day, visitor):
    """The contact withdraws, answers questions and rates."""
    done = False
    for appeal in _cases(state__in=[S.SUBMITTED, S.ACCEPTED]):
        if fate(appeal) == WITHDRAWN:
            done |= day.do(visitor, f"/appeals/{appeal.number}/withdraw/", reason="已自行解决")
    for appeal in _cases(
        state=S.IN_HANDLING, promises__kind="answer", promises__kept_at=None, promises__lapsed_at=None
    ):
        done |= day.do(visitor, f"/appeals/{appeal.number}/supplement/", text="负荷为800千瓦。")
    for appeal in _cases(state=S.REPLIED):
        level, solved = (1, "no") if fate(appeal) == BAD else (5, "yes")
        data = {}
        for row in appeal.handlings.filter(state=H.REPLIED):
            data |= {f"unit-{row.pk}-level": level, f"unit-{row.pk}-solved": solved}
        done |= day.do(visitor, f"/appeals/{appeal.number}/rate/", **data)
    return done


# --- Steward, desk, units --------------------------------------------------------------------------------------------
def review(day, visitor):
    done = False
    for row in _cases(state=S.SUBMITTED, reviewer="steward"):
        if fate(row) != WITHDRAWN:
            done |= day.do(visitor, f"/appeals/{row.number}/accept/", comment="")
    return done


def sort(day, visitor):
    """Whoever sits at the desk accepts what came from outside, declines and dispatches."""
    done = False
    for row in _cases(state=S.SUBMITTED, reviewer="desk"):
        if fate(row) != WITHDRAWN:
            done |= day.do(visitor, f"/appeals/{row.number}/accept/", comment="")
    for row in _cases(state=S.ACCEPTED):
        if fate(row) == DECLINED:
            data = {"reason": "属于诉讼事项", "advice": "请向人民法院提出"}
            done |= day.do(visitor, f"/appeals/{row.number}/decline/", **data)
        elif fate(row) != WITHDRAWN:
            unit = day.world.other_bureau if row.handlings.filter(state=H.RETURNED).exists() else day.world.bureau
            data = {"lead": unit.name, "difficulty": "general", "comment": ""}
            done |= day.do(visitor, f"/appeals/{row.number}/dispatch/", **data)
    return done


def answer_calls(titles):
    """Whoever sits at the telephone enters the cases of ``titles``, one a turn."""
    waiting, numbers = iter(titles), count(1)

    def turn(day, visitor):
        title = next(waiting, None)
        if title is None:
            return False
        data = {
            "channel": "phone", "enterprise": day.world.firm.uscc, "caller": f"来电人{next(numbers)}",
            "phone": "13700001111", "category": day.world.category.pk, "title": title, "text": "请协调。",
            "urgency": "normal",
        }  # fmt: skip
        while not day.do(visitor, "/appeals/intake/", **data):
            if Appeal.objects.filter(title=title).exists() or day.over.wait(0.3):
                break  # taken in by a process that died before it could answer
        return True

    return turn


def handle(*names):
    """Whoever handles for the units ``names``: takes on or gives back, calls, asks, replies."""

    def turn(day, visitor):
        units = [getattr(day.world, name) for name in names]
        done = False
        for row in _parts(H.ASSIGNED, *units):
            case = f"/appeals/{row.appeal.number}/{row.pk}"
            if fate(row.appeal) == RETURNED and row.unit == day.world.bureau:
                done |= day.do(visitor, f"{case}/give-back/", basis="职责不在本单位", proposed_unit="")
            else:
                done |= day.do(visitor, f"{case}/take-on/")
        for row in _parts(H.ACCEPTED, *units):
            done |= _go_on(day, visitor, row)
        return done

    return turn


def _go_on(day, visitor, row):
    case = f"/appeals/{row.appeal.number}/{row.pk}"
    said = set(row.appeal.messages.values_list("kind", flat=True))
    if MessageKind.CONTACT not in said:
        return day.do(visitor, f"{case}/contact/", text="已电话联系。")
    if fate(row.appeal) == ASKED:
        if MessageKind.QUESTION not in said:
            return day.do(visitor, f"{case}/question/", text="负荷多少？")
        if row.appeal.promises.filter(Q(kind="answer"), kept_at=None, lapsed_at=None).exists():
            return False
    return day.do(visitor, f"{case}/reply/", text=f"{row.appeal.title}：已办理。", outcome="solved")
