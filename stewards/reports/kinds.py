"""The eight kinds of information reports and what each asks for (guideline art. 5.5); forms and pages read this table.

A fact is stored under its name in ``Report.facts``: text as it is, numbers and days as text (12.50, 2026-11-23),
choices by their value.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from portal.common.templatetags.words import day_bare

from .enums import ReportKind

TEXT, AREA, NUMBER, YEAR, DAY, CHOICE = "text", "area", "number", "year", "day", "choice"


@dataclass(frozen=True)
class Fact:
    """One thing that a kind asks for: how it is typed, and whether it must be there."""

    name: str
    label: str
    type: str = TEXT
    hint: str = ""
    required: bool = True
    choices: tuple = ()

    def shown(self, value):
        """The stored value in words; an empty text for what is missing."""
        if value in (None, ""):
            return ""
        if self.type == CHOICE:
            return str(dict(self.choices).get(value, value))
        try:
            return _SHOWN.get(self.type, str)(value)
        except (ValueError, InvalidOperation):
            return str(value)


def _amount(value):
    """1,200 or 12.5: thousands apart, no zeros behind the point."""
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_SHOWN = {
    NUMBER: _amount,
    DAY: lambda value: day_bare(date.fromisoformat(value)),
}


@dataclass(frozen=True)
class Kind:
    """One kind of report: what it is for, its picture, and its facts in the order in which they are asked."""

    kind: ReportKind
    purpose: str
    icon: str
    facts: tuple


INDICATORS = (
    ("revenue", _("Revenue")), ("output", _("Output value")), ("profit", _("Profit")), ("tax", _("Tax paid")),
    ("orders", _("Orders")), ("exports", _("Exports")), ("staff", _("Staff")), ("other", _("Something else")),
)  # fmt: skip
DIRECTIONS = (("up", _("rises")), ("down", _("falls")))
MEASURES = (("percent", _("per cent")), ("wan_cny", _("10,000 CNY")), ("persons", _("persons")))
ROUNDS = (
    ("seed", _("Seed or angel round")), ("a", _("Round A")), ("b", _("Round B")), ("later", _("Round C or later")),
    ("ipo", _("Stock market listing")), ("debt", _("Loan or bond")), ("merger", _("Merger or acquisition")),
    ("capital", _("Capital increase by the owners")), ("plant", _("Investment in plant or branch")),
)  # fmt: skip
CURRENCIES = (
    ("CNY", _("CNY (renminbi)")), ("USD", _("USD (US dollar)")), ("EUR", _("EUR (euro)")),
    ("HKD", _("HKD (Hong Kong dollar)")), ("JPY", _("JPY (yen)")),
)  # fmt: skip
STAGES = (
    ("research", _("in research")), ("trial", _("in trial")), ("approved", _("approved or registered")),
    ("launched", _("on the market")), ("series", _("in series production")), ("stopped", _("given up")),
)  # fmt: skip
EVENTS = (
    ("board", _("Change on the board")), ("head", _("Change of the head")), ("owner", _("Change of owners")),
    ("strategy", _("Change of strategy or structure")), ("dispute", _("Lawsuit, penalty or dispute")),
    ("standstill", _("Standstill, layoffs or insolvency")), ("accident", _("Accident")), ("other", _("Something else")),
)  # fmt: skip
#: Where to; what lies beyond the district is a loss to it.
PLACES = (
    ("district", _("within the district")), ("shanghai", _("another district of Shanghai")),
    ("province", _("another province")), ("abroad", _("abroad")),
)  # fmt: skip
LIKELIHOODS = (
    ("considered", _("is considered")), ("likely", _("is likely")), ("decided", _("is decided")),
)  # fmt: skip
SOURCES = (
    ("enterprise", _("the enterprise")), ("association", _("an association")), ("press", _("press or research")),
    ("meeting", _("a meeting or fair")), ("other", _("something else")),
)  # fmt: skip

KINDS = {
    row.kind: row
    for row in (
        Kind(ReportKind.PERFORMANCE, _("Figures that rise or fall clearly, and why."), "chart", (
            Fact("indicator", _("Which figure?"), CHOICE, choices=INDICATORS),
            Fact("direction", _("Which way?"), CHOICE, choices=DIRECTIONS),
            Fact("change", _("By how much?"), NUMBER),
            Fact("measure", _("Counted in"), CHOICE, choices=MEASURES),
            Fact("period", _("In which period?"), hint=_("For example: third quarter of 2026, against a year before.")),
            Fact("cause", _("Why?"), AREA),
        )),
        Kind(ReportKind.FINANCING, _("New money, new investors, new plants."), "star", (
            Fact("round", _("What is it?"), CHOICE, choices=ROUNDS),
            Fact("amount", _("Amount, in units of 10,000"), NUMBER, required=False,
                 hint=_("Leave empty what is not public yet.")),
            Fact("currency", _("Currency"), CHOICE, choices=CURRENCIES),
            Fact("on", _("Date"), DAY, required=False, hint=_("Of the signing or the announcement.")),
            Fact("investors", _("Who invests?"), required=False),
        )),
        Kind(ReportKind.PRODUCT, _("New products, trials, approvals, laboratories."), "package", (
            Fact("what", _("Which product or project?")),
            Fact("stage", _("How far is it?"), CHOICE, choices=STAGES),
            Fact("on", _("Date"), DAY, required=False, hint=_("Of the step, or when it is expected.")),
        )),
        Kind(ReportKind.BOARD, _("New heads, new owners, lawsuits, standstill."), "users", (
            Fact("event", _("What happened?"), CHOICE, choices=EVENTS),
            Fact("people", _("Who is concerned?"), hint=_("Names and positions.")),
            Fact("on", _("Date"), DAY, required=False),
        )),
        Kind(ReportKind.RELOCATION, _("Moves of the seat, a plant or a department, in and out."), "route", (
            Fact("origin", _("Moves from")),
            Fact("destination", _("Moves to")),
            Fact("place", _("That lies"), CHOICE, choices=PLACES),
            Fact("likelihood", _("How likely is it?"), CHOICE, choices=LIKELIHOODS),
            Fact("expected", _("When?"), required=False, hint=_("As far as it is known: a day, a month, a quarter.")),
            Fact("why", _("Why?"), AREA),
        )),
        Kind(ReportKind.POLICY, _("Support that arrived, and what is still wanting."), "kept", (
            Fact("policy", _("Which policy?")),
            Fact("amount", _("Amount in 10,000 CNY"), NUMBER, required=False),
            Fact("year", _("Year"), YEAR),
            Fact("wanting", _("What is still wanting?"), AREA, required=False),
        )),
        Kind(ReportKind.OUTSIDE, _("Other provinces that court the enterprise."), "pin", (
            Fact("who", _("Who came?")),
            Fact("origin", _("From which place?")),
            Fact("on", _("When?"), DAY),
            Fact("offer", _("What was offered?"), AREA),
        )),
        Kind(ReportKind.INDUSTRY, _("Prices, demand, technology, rules of a trade."), "building", (
            Fact("subject", _("What is it about?")),
            Fact("source", _("Who says so?"), CHOICE, choices=SOURCES),
            Fact("meaning", _("What does it mean for enterprises here?"), AREA),
        )),
    )
}  # fmt: skip


def urgent_by_itself(kind, facts):
    """Whether a report burns whatever its author ticks: a move beyond the district that is likely or decided."""
    return (
        kind == ReportKind.RELOCATION
        and facts.get("place") != "district"
        and facts.get("likelihood") in ("likely", "decided")
    )


def in_words(kind, facts):
    """``[(fact, value in words)]`` of what was filled in, in the order of the kind."""
    rows = [(fact, fact.shown(facts.get(fact.name))) for fact in KINDS[kind].facts]
    return [(fact, value) for fact, value in rows if value]


def typed_words(kind, facts):
    """What somebody typed into the facts, for the search; choices are found by the filter."""
    return [str(facts[fact.name]) for fact in KINDS[kind].facts if fact.type != CHOICE and facts.get(fact.name)]
