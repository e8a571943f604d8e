"""A year of appeals of the demo city: which enterprise, which topic, which day."""

from datetime import datetime, time, timedelta

from appeals.enums import Channel, Urgency
from portal.common.workdays import SHANGHAI

from .case import Case
from .content import draw, topics
from .course import Course
from .naming import Names
from .registry import HOME, LISTED_TAG
from .wording import Wording

DAYS = 365
#: Shares of the channels by which appeals come in.
CHANNELS = (
    [Channel.PORTAL, Channel.STEWARD, Channel.HOTLINE, Channel.PHONE, Channel.MAILBOX, Channel.WALK_IN],
    [64, 20, 8, 4, 2, 2],
)
DRAFTS = 0.012


class Caseload:
    """Makes cases; listed companies and the demo contact's enterprise have none of these."""

    def __init__(self, office, enterprises, seed):
        self.office, self.clock = office, office.clock
        self.rng = draw(seed, "appeals")
        self.names = Names(draw(seed, "roads"))
        free = [row for row in enterprises[1:] if LISTED_TAG not in row.tags]
        self.rng.shuffle(free)
        self.pools = {"": free}
        for prefix in sorted({prefix for topic in topics() for prefix in topic.industries}):
            self.pools[prefix] = [row for row in free if (row.industry_id or "").startswith(prefix)]
        self.at_home = enterprises[: len(HOME)]
        self.weights = [topic.weight for topic in topics()]
        self.hotline = 0
        self._plan_days()

    def _plan_days(self):
        today = self.clock.now.date()
        self.days = [today - timedelta(days=number) for number in range(DAYS, -1, -1)]
        self.day_weights = [
            (1 if self.clock.calendar.is_workday(day) else 0.07) * (0.72 + 0.5 * number / DAYS)
            for number, day in enumerate(self.days)
        ]

    def write(self, count):
        """Return ``count`` cases over twelve months, each in the state that it has reached by now."""
        drafts = round(count * DRAFTS)
        cases = [self._draft() for _number in range(drafts)]
        moments = sorted(self._moment() for _number in range(count - drafts))
        return cases + [self._play(moment) for moment in moments]

    def _moment(self):
        """A moment at which an enterprise begins to write, before now."""
        day = self.rng.choices(self.days, self.day_weights)[0]
        minutes = int(self.rng.triangular(8.2 * 60, 20 * 60, 10.2 * 60))
        moment = datetime.combine(day, time(minutes // 60, minutes % 60, self.rng.randrange(60)), SHANGHAI)
        latest = self.clock.now - timedelta(minutes=50)
        return moment if moment < latest else moment - timedelta(days=1)

    def enterprise_for(self, topic):
        """An enterprise in whose industry the topic comes up; some enterprises have more to say than others."""
        pool = self.pools.get(self.rng.choice(topic.industries), []) if topic.industries else self.pools[""]
        pool = pool or self.pools[""]
        return pool[int(len(pool) * self.rng.random() ** 1.6)]

    def case(self, enterprise, topic, at, *, by=None, channel=Channel.PORTAL, situation=None, **columns):
        """Return ``(case, wording)`` of a draft that somebody begins at a moment."""
        situation = situation or self.rng.choice(topic.cases)
        words = Wording(self.rng, self.names, enterprise, situation, at)
        case = Case(
            self.office.limits, enterprise, at=at, by=by or self.office.contact_of[enterprise.pk], channel=channel,
            title=columns.pop("title", None) or words.title, text=columns.pop("text", None) or words.text,
            category=topic.category, **columns,
        )  # fmt: skip
        return case, words

    def _play(self, at):
        topic = self.rng.choices(topics(), self.weights)[0]
        enterprise = self.enterprise_for(topic)
        channel = self.rng.choices(*CHANNELS)[0]
        steward = self.office.steward_of.get(enterprise.pk)
        if channel == Channel.STEWARD and steward is None:
            channel = Channel.PORTAL
        case, words = self.case(
            enterprise, topic, at if channel == Channel.PORTAL else self.clock.opening(at),
            by=self._author(channel, enterprise, steward), channel=channel,
            **self._extras(channel, at, topic, enterprise),
        )  # fmt: skip
        Course(self.office, case, topic, words, self.rng).play()
        return case

    def _author(self, channel, enterprise, steward):
        if channel == Channel.PORTAL:
            return self.office.contact_of[enterprise.pk]
        return steward.user if channel == Channel.STEWARD else self.rng.choice(self.office.dispatchers)

    def _extras(self, channel, at, topic, enterprise):
        rng = self.rng
        extras = {
            "urgency": Urgency.URGENT if rng.random() < 0.09 else Urgency.NORMAL, "wants_call": rng.random() < 0.3,
        }  # fmt: skip
        if channel == Channel.HOTLINE:
            self.hotline += 1
            extras |= {"external_source": "12345", "external_number": f"{at:%Y%m%d}{self.hotline:05d}"}
        if channel == Channel.PORTAL and rng.random() < 0.2:
            extras["suggested_unit"] = self.office.lead_for(topic, enterprise)
        return extras

    def _draft(self):
        topic = self.rng.choices(topics(), self.weights)[0]
        at = self.clock.now - timedelta(days=self.rng.randint(0, 25), hours=self.rng.randint(1, 9))
        case, words = self.case(self.enterprise_for(topic), topic, at.replace(microsecond=0))
        if self.rng.random() < 0.5:
            case.columns["text"] = words.text.split("。")[0] + "。"
        return case
