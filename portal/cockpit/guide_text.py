"""The guide of the service stewards in our own words; the articles are those of Pudong's guideline of 2024."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Section:
    """One subject: its anchor, title, article, and sentences."""

    anchor: str
    title: str
    article: str
    sentences: tuple


SECTIONS = (
    Section("whom", _("Whom you serve"), _("Guideline, art. 3"), (
        _("You serve at most ten key enterprises at a time, and each of them has you as its only steward."),
        _("The general steward of your unit knows who has room; the district lead puts permanent changes in force."),
    )),
    Section("first", _("The first contact"), _("Guideline, art. 10"), (
        _("Contact every enterprise within three working days after you take it over, and hand over a card "
          "that says how to reach you."),
        _("Bring those who have no account into the portal: by link, by code, or with the printed letter at a visit."),
    )),
    Section("review", _("Reviewing a submission"), _("Guideline, art. 5"), (
        _("Within one working day: is the appeal reasonable, is it complete? Accept it, or send it back with "
          "what is missing."),
        _("After that day the desk takes over. Declining is the desk's alone, and what you wrote on behalf is "
          "never reviewed by yourself."),
    )),
    Section("behalf", _("Writing for an enterprise"), _("Guideline, art. 5"), (
        _("You may write an appeal on behalf of an enterprise you serve. It is marked as such, and the "
          "enterprise sees and rates it."),
    )),
    Section("follow", _("Following a case"), _("Guideline, art. 5"), (
        _("Every case carries dated promises. When one is about to break you hear of it, and so does the unit "
          "that made it."),
        _("A bad rating is looked into by somebody other than the unit that handled the case."),
    )),
    Section("contact", _("Keeping in touch"), _("Guideline, art. 5"), (
        _("Be in touch with every enterprise regularly, and not for its own sake: look first at what else has "
          "reached it this month."),
        _("Tell it of policies that concern it, and note what it needs while you stand there."),
    )),
    Section("visits", _("Writing visits down"), _("Guideline, art. 5"), (
        _("Write each visit, call and meeting down while you are there. You can correct it for 24 hours; later you "
          "add to it, and both stand."),
        _("A check-in by position or by the code on the enterprise's poster is evidence, never a duty."),
        _("What you find becomes an appeal, an information report or a promise with a date, from the page of the "
          "visit."),
    )),
    Section("reports", _("Reporting what matters"), _("Guideline, art. 5"), (
        _("Report changes of performance, financing, products, boards, relocation, policies enjoyed, visits from "
          "elsewhere and news of the industry. A move or a great risk reaches the district lead at once."),
    )),
    Section("training", _("Learning"), _("Guideline, art. 6"), (
        _("Finish the required courses by their date: read or attend, then pass the test."),
    )),
    Section("helpers", _("Who helps you"), _("Guideline, art. 4"), (
        _("A liaison officer writes and signs in the own name, and neither reviews nor hands over for you."),
        _("The general steward covers for you while you are away. Enter your days away early."),
    )),
    Section("handover", _("Handing over"), _("Guideline, art. 10"), (
        _("When you leave, your enterprises, open cases and promises go to somebody else on one day, and the "
          "enterprises are told."),
    )),
    Section("integrity", _("Integrity"), _("Guideline, art. 11"), (
        _("Keep business secrets, take nothing, promise nothing that is not yours to give."),
        _("A report of misconduct goes past you and your unit to the district lead."),
    )),
)  # fmt: skip
