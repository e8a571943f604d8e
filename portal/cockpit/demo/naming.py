"""Invented names: people, enterprises, roads, telephone numbers. The same random numbers give the same names."""

from functools import cache

from enterprises.initials import initials

from .content import listed_companies, read

FOREIGN_SHARE = 0.13


@cache
def _initials_of(part):
    return initials(part)


class Names:
    """Hands out names; enterprises' names and telephone numbers are never given twice."""

    def __init__(self, rng):
        self.rng = rng
        self.parts = read("names")
        self.taken = {row["name"] for row in listed_companies()}
        self.listed = " ".join(f"{row['short_name']} {row['name']}" for row in listed_companies())
        self.phones = 0

    def person(self):
        """A name of two or three characters."""
        rng, parts = self.rng, self.parts
        surname = parts["surnames"][int(len(parts["surnames"]) * rng.random() ** 1.9)]
        if rng.random() < 0.18:
            return surname + rng.choice(parts["given_one"])
        return surname + rng.choice(parts["given_first"]) + rng.choice(parts["given_second"])

    def phone(self):
        """A number 199 000x xxxx, which nobody has been given."""
        self.phones += 1
        return f"199000{self.phones:05d}"

    def road(self):
        parts = self.parts
        first, second = self.rng.choice(parts["roads_first"]), self.rng.choice(parts["roads_second"])
        return first + second + self.rng.choice(parts["roads_third"])

    def address(self, town):
        """An address in a town: ``张江镇锦溪路168号3幢``."""
        rng = self.rng
        place = rng.choice(self.parts["buildings"]).format(
            n=rng.randint(1, 28), f=rng.randint(2, 18), r=rng.randint(1, 9)
        )
        return f"{town}{self.road()}{rng.randint(8, 1980)}号{place}"

    def enterprise(self, word):
        """Return ``(name, pinyin initials, whether it sounds foreign)`` for a trade's word."""
        while True:
            is_foreign = self.rng.random() < FOREIGN_SHARE
            parts = self._foreign(word) if is_foreign else self._local(word)
            name = "".join(parts)
            if name not in self.taken:
                self.taken.add(name)
                return name, "".join(_initials_of(part) for part in parts)[:120], is_foreign

    def _brand(self):
        while True:
            brand = self.rng.choice(self.parts["brand_first"]) + self.rng.choice(self.parts["brand_second"])
            if brand not in self.listed:
                return brand

    def _local(self, word):
        end = "股份有限公司" if self.rng.random() < 0.12 else "有限公司"
        if self.rng.random() < 0.04:
            word, end = f"{word}", "集团有限公司"
        return ["上海", self._brand(), word, end]

    def _foreign(self, word):
        rng = self.rng
        brand = rng.choice(self.parts["foreign"])
        if rng.random() < 0.5:
            brand += rng.choice(self.parts["foreign_tail"])
        if brand in self.listed:
            brand = f"{brand}尔"
        if rng.random() < 0.25:
            return [brand, "（中国）", word, "有限公司"]
        return [brand, word, "（上海）", "有限公司"]
