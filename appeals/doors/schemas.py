"""What goes over the wire of ``/api/v1/``. The documentation page is made of these, so its words stand here.

The documentation is in English as programs are; sentences in answers come in the language that the request asks for.
"""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

#: Written text: something visible, no control characters but line breaks and tabs.
WRITTEN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
#: One line of it, or nothing.
LINE = r"^[^\x00-\x1f\x7f]*$"
REFERENCE = r"^[0-9A-Za-z][0-9A-Za-z._-]{0,59}$"
IDEMPOTENCY_KEY = r"^[0-9A-Za-z_-]{8,64}$"

State = Literal[
    "in_tray", "refused", "submitted", "returned", "accepted", "declined", "in_handling", "replied", "closed",
    "withdrawn",
]  # fmt: skip
Text = Annotated[str, StringConstraints(max_length=4000, pattern=WRITTEN)]


class CaseIn(Schema):
    """A case that is passed on to the portal."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "external_number": "20261123-000123",
                "credit_code": "91310115MALUM4169L",
                "category": "resources.power",
                "title": "二期厂房用电增容未完成",
                "text": "现有变压器容量不够新产线使用。",
                "urgency": "normal",
            }
        },
    )  # fmt: skip

    external_number: str = Field(pattern=REFERENCE, description="Your number of the case; unique for your system.")
    credit_code: str = Field(
        "", max_length=18, pattern=r"^[0-9A-Za-z]*$", description="Unified social credit code of the enterprise."
    )
    enterprise_name: str = Field(
        "", max_length=120, pattern=LINE,
        description="Name of the enterprise. Needed when you do not know the code; the desk then finds out.",
    )  # fmt: skip
    category: str = Field(
        "", max_length=30, pattern=r"^[a-z0-9._-]*$", description="Code of a category; without one the desk sorts it."
    )
    title: Annotated[str, StringConstraints(max_length=80, pattern=WRITTEN)] = Field(description="One sentence.")
    text: Text = Field(description="What happened and what is needed.")
    urgency: Literal["normal", "urgent"] = "normal"


class MessageIn(Schema):
    """What the enterprise said since."""

    model_config = ConfigDict(extra="forbid")

    text: Text


class ReplyOut(Schema):
    """The lead unit's final reply."""

    unit: str
    outcome: Literal["solved", "partly", "explained", "rule_change", "cannot"]
    clause: str
    text: str
    at: datetime


class CaseOut(Schema):
    """A case as it stands. ``number`` is ours, once there is an appeal; no names of people are given."""

    external_number: str
    number: str | None = None
    state: State
    round: int = 1
    title: str
    enterprise: str
    received_at: datetime
    due_at: datetime | None = Field(None, description="The earliest date that is promised now.")
    units: list[str] = Field(default_factory=list, description="Units that work on it or replied, the lead unit first.")
    reason: str = Field("", description="Why it was declined or refused.")
    advice: str = Field("", description="Where to go instead.")
    reply: ReplyOut | None = None


class MessageOut(Schema):
    """The message was added to the case."""

    external_number: str
    number: str
    at: datetime


class Change(Schema):
    """One change of status; the same event goes to your callback address under the same number."""

    position: int
    event: str
    external_number: str
    number: str | None
    state: State
    round: int
    at: datetime


class Changes(Schema):
    """Changes behind the position that you gave, in order."""

    changes: list[Change]
    next: int = Field(description="Give this as `after` the next time.")
    more: bool = Field(description="Whether further changes wait already.")


class Problem(Schema):
    """Why a request was refused. Programs read `code`, people read `detail`."""

    status: int
    code: str
    title: str
    detail: str
    errors: list[str] = Field(default_factory=list, description="What is wrong where, for code `invalid_request`.")
