"""Fills the texts of topics and phrases with believable figures, days and names."""

from datetime import timedelta

from .content import equipment_for, read


def day(date):
    """A day as people write it: ``12月8日``."""
    return f"{date.month}月{date.day}日"


class Wording:
    """The words of one appeal: the same slots have the same values in its title, text and replies."""

    def __init__(self, rng, names, enterprise, situation, written_at):
        self.rng, self.situation = rng, situation
        self.phrases = read("phrases")
        on = written_at.date()
        following = on.replace(day=1) + timedelta(days=32)
        before = on.replace(day=1) - timedelta(days=2)
        self.values = {
            "amount": rng.choice([36, 48, 75, 86, 120, 160, 240, 320, 486, 560, 680, 820]),
            "small": rng.randint(2, 9), "n": rng.randint(12, 180), "days": rng.randint(12, 48),
            "hours": rng.randint(2, 8), "rate": rng.choice([12, 15, 20, 25, 30, 35, 40]),
            "area": rng.choice([300, 600, 800, 1200, 1800, 2400, 3600, 5000]),
            "kva": rng.choice([400, 630, 800, 1000, 1250, 1600, 2000]), "road": names.road(),
            "town": (enterprise.operating_town or enterprise.registered_town).name,
            "equip": rng.choice(equipment_for(enterprise.industry_id or "*")),
            "past": day(on - timedelta(days=rng.randint(9, 60))), "date": day(on + timedelta(days=rng.randint(18, 45))),
            "next": f"{following.month}月", "month": f"{before.month}月",
        }  # fmt: skip

    def fill(self, text):
        return text.format_map(self.values)

    @property
    def title(self):
        return self.fill(self.situation.title)

    @property
    def text(self):
        return self.fill(self.situation.text)

    def phrase(self, kind, **values):
        """One of the sentences that fit any topic."""
        return self.rng.choice(self.phrases[kind]).format_map({**self.values, **values})

    def own_or(self, own, kind):
        """Mostly a sentence of the situation itself, else one that fits any topic."""
        if own and self.rng.random() < 0.75:
            return self.fill(self.rng.choice(own))
        return self.phrase(kind)

    def contact(self, person):
        said = self.rng.choice(self.phrases["contact"])
        following = self.rng.choice(self.phrases["next_step"])
        return said.format(who=f"联系人{person.name}", next_step=following)

    def reply(self, weights, outcome=None):
        """Return ``(outcome, text, clause)``; ``outcome`` wishes for one, where the situation has it."""
        choices = [row for row in self.situation.replies if row["outcome"] == outcome] or self.situation.replies
        row = self.rng.choices(choices, [weights[row["outcome"]] for row in choices])[0]
        return row["outcome"], self.fill(row["text"]), row.get("clause", "")

    def verdict(self, level):
        """The enterprise's comment for a level of satisfaction; often none."""
        if self.rng.random() < 0.42:
            return ""
        if level >= 4:
            return self.own_or(self.situation.praise, "praise")
        return self.own_or(self.situation.blame, "blame") if level <= 2 else self.phrase("neutral")
