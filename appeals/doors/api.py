"""``/api/v1/``: how the hotline 12345 and departments pass cases on, and read what became of them (product rule 5).

Programs of other bodies, not people: signed requests (:mod:`.authentication`), no session. Refusals are problems
(RFC 9457) with a code for programs. Every row is reached through the client's own source: others' cases are not found.
"""

import hashlib
import json

from django.http import JsonResponse
from django.utils.translation import gettext as _
from ninja import Header, NinjaAPI, Path, Query, Status
from ninja.errors import HttpError, ValidationError
from ninja.openapi.docs import Swagger

from appeals.enums import HandlingState
from portal.common.workflow import Refused, TransitionRefused

from . import workflow
from .authentication import HmacSignature, TooLarge, Unknown
from .enums import TrayState
from .models import TrayItem
from .schemas import IDEMPOTENCY_KEY, REFERENCE, CaseIn, CaseOut, Changes, MessageIn, MessageOut, Problem
from .workflow.remembering import TooMany

PROBLEM = "application/problem+json"
#: Positions fit what every language's numbers hold exactly.
LAST_POSITION = 2**53 - 1
#: Codes that mean "not while things stand so"; other refusals of a step say that what was sent is wrong.
CONFLICTS = {"idempotency_conflict", "in_tray", "wrong_state"}
TITLES = {
    400: "Malformed request", 401: "Not believed", 404: "Not found", 409: "Conflict", 413: "Too large",
    422: "Cannot be taken", 429: "Too many requests",
}  # fmt: skip
REFUSALS = {400: Problem, 401: Problem, 413: Problem, 422: Problem, 429: Problem}


class Docs(Swagger):
    """Swagger UI out of the wheel, on a page of ours: the content policy allows no inline script and no other host."""

    template = "doors/docs.html"


class Api(NinjaAPI):
    """The API and its description, in which refusals are problems and say which headers they bring."""

    def get_openapi_schema(self, **kwargs):
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {PROBLEM: answer["content"]["application/json"]}
                    if int(status) == 429:
                        answer["headers"] = {"Retry-After": {"required": True, "schema": {"type": "integer"}}}
        return schema


api = Api(
    title="Service package portal: appeals", version="1.0", urls_namespace="doors:api", docs=Docs(),
    auth=HmacSignature(),
    description="Pass cases on, add to them, follow them. How to sign, all codes and a client: docs/api.md.",
)  # fmt: skip


# --- Refusals --------------------------------------------------------------------------------------------------------
def problem(status, code, detail, errors=(), **headers):
    """One refusal as a program reads it."""
    body = {"status": status, "code": code, "title": TITLES[status], "detail": detail, "errors": list(errors)}
    answer = JsonResponse(body, status=status, content_type=PROBLEM, json_dumps_params={"ensure_ascii": False})
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    return answer


@api.exception_handler(Refused)
def refused(request, error):
    """A step that is not possible, or not with what was sent."""
    status = 409 if error.code in CONFLICTS or isinstance(error, TransitionRefused) else 422
    return problem(status, error.code, " ".join(error.messages))


@api.exception_handler(Unknown)
def unknown(request, error):
    return problem(401, error.code, " ".join(error.messages), WWW_Authenticate='HMAC-SHA256 realm="api"')


@api.exception_handler(TooLarge)
def too_large(request, error):
    return problem(413, error.code, " ".join(error.messages))


@api.exception_handler(TooMany)
def too_many(request, error):
    detail = _("More requests than agreed. Wait %(seconds)s seconds.") % {"seconds": error.wait}
    return problem(429, error.code, detail, Retry_After=str(error.wait))


@api.exception_handler(ValidationError)
def invalid(request, error):
    errors = [f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors]
    return problem(422, "invalid_request", _("The request is not as the documentation says."), errors)


@api.exception_handler(HttpError)
def malformed(request, error):
    if error.status_code == 401:
        return problem(401, "signature_missing", _("The request is not signed."))
    return problem(400, "malformed_json", _("The body is not JSON."))


def not_found():
    return problem(404, "not_found", _("There is no such case of yours."))


# --- Operations ------------------------------------------------------------------------------------------------------
@api.post(
    "/appeals", url_name="create", operation_id="create_appeal", summary="Pass a case on",
    response={200: CaseOut, 201: CaseOut, 202: CaseOut, 409: Problem, **REFUSALS},
)  # fmt: skip
def create(request, case: CaseIn, idempotency_key: str = Header(alias="Idempotency-Key", pattern=IDEMPOTENCY_KEY)):
    """201: an appeal was made. 202: it waits in the desk's tray, because the enterprise is not in the registry.
    200: this external number is here already; the case is the one that was made then.
    """

    def act():
        found, is_new = workflow.receive(request.auth, by=request.auth.actor, **case.dict())
        fresh = 202 if isinstance(found, TrayItem) else 201
        return fresh if is_new else 200, shown(found)

    return _once(request, idempotency_key, act)


@api.get(
    "/appeals/{reference}", url_name="read", operation_id="read_appeal", summary="Read a case",
    response={200: CaseOut, 404: Problem, **REFUSALS},
)  # fmt: skip
def read(request, reference: str = Path(pattern=REFERENCE)):
    """By your external number or by ours. The case of another system is not found."""
    case = workflow.find(request.auth, reference)
    return Status(200, shown(case)) if case else not_found()


@api.post(
    "/appeals/{reference}/messages", url_name="add_message", operation_id="add_message", summary="Add to a case",
    response={201: MessageOut, 404: Problem, 409: Problem, **REFUSALS},
)  # fmt: skip
def add_message(
    request, message: MessageIn, reference: str = Path(pattern=REFERENCE),
    idempotency_key: str = Header(alias="Idempotency-Key", pattern=IDEMPOTENCY_KEY),
):  # fmt: skip
    """What the enterprise said since. Whoever works on the case is told; the clock does not change."""
    case = workflow.find(request.auth, reference)
    if case is None:
        return not_found()

    def act():
        said = workflow.add_message(request.auth, case, by=request.auth.actor, text=message.text)
        at = said.at.isoformat()
        return 201, {"external_number": case.external_number, "number": case.number, "at": at}

    return _once(request, idempotency_key, act)


@api.get(
    "/changes", url_name="changes", operation_id="list_changes", summary="List changes of status",
    response={200: Changes, **REFUSALS},
)  # fmt: skip
def changes(request, after: int = Query(0, ge=0, le=LAST_POSITION), limit: int = Query(50, ge=1, le=200)):
    """Changes of all your cases behind the position `after`, in order; nothing is ever inserted before it."""
    workflow.number(request.auth)
    rows = list(request.auth.callbacks.filter(position__gt=after).order_by("position")[: limit + 1])
    page = rows[:limit]
    found = [{**row.payload, "position": row.position} for row in page]
    return Status(200, {"changes": found, "next": page[-1].position if page else after, "more": len(rows) > limit})


def _once(request, key, act):
    """Answer a POST once for each idempotency key; what is refused is not kept."""
    said = f"{request.method}\n{request.get_full_path()}\n".encode() + request.body
    status, body = workflow.answered(request.auth, key, hashlib.sha256(said).hexdigest(), act)
    return Status(status, body)


# --- What is shown ---------------------------------------------------------------------------------------------------
def shown(case):
    """A case as the other system may know it: no names of people, no internal words."""
    body = _of_tray(case) if isinstance(case, TrayItem) else _of_appeal(case)
    return json.loads(CaseOut(**body).model_dump_json())


def _of_tray(item):
    state = {TrayState.WAITING: "in_tray", TrayState.REFUSED: "refused"}[item.get_state()]
    return {
        "external_number": item.external_number, "state": state, "title": item.title, "reason": item.reason,
        "enterprise": item.enterprise_name, "received_at": item.received_at,
    }  # fmt: skip


def _of_appeal(appeal):
    rows = appeal.handlings.exclude(state__in=[HandlingState.RETURNED, HandlingState.ENDED]).select_related("unit")
    handlings = sorted(rows, key=lambda row: (-row.round, not row.is_lead, row.pk))
    now = [row for row in handlings if row.round == appeal.round]
    return {
        "external_number": appeal.external_number, "number": appeal.number, "state": str(appeal.state),
        "round": appeal.round, "title": appeal.title, "enterprise": appeal.enterprise.name,
        "received_at": appeal.submitted_at, "due_at": appeal.due_at, "units": [row.unit.name for row in now],
        "reason": appeal.decline_reason, "advice": appeal.decline_advice, "reply": _reply(now),
    }  # fmt: skip


def _reply(handlings):
    for row in handlings:
        if row.is_lead and row.state == HandlingState.REPLIED:
            return {
                "unit": row.unit.name, "outcome": row.outcome, "clause": row.clause, "text": row.reply,
                "at": row.replied_at,
            }  # fmt: skip
    return None


def _open_to_programs(patterns):
    """The middleware that asks for a sign-in lets these through: they know their askers by signature."""
    for pattern in patterns:
        pattern.callback.login_required = False
    return patterns


urls = (_open_to_programs(api.urls[0]), *api.urls[1:])
