"""The registry of the demo city: enterprises with places, figures and contacts."""

import math
from datetime import date, timedelta
from decimal import Decimal

from enterprises import uscc
from enterprises.enums import Datum, Level, Ownership, Source
from enterprises.initials import initials
from enterprises.models import Contact, Enterprise
from enterprises.sizes import size_of
from portal.accounts.enums import Role

from .content import draw, listed_companies, read, trades
from .naming import Names

LISTED_TAG = "上市公司"
#: The enterprises of the demo steward, all in one town; the first is the demo contact's.
HOME_TOWN = "310115125"
HOME = [
    ("赫恩精密仪器（上海）有限公司", "C4014", Level.MUNICIPAL, Ownership.FOREIGN, 386, 61800, 1),
    ("上海云栈数据科技有限公司", "I6450", Level.DISTRICT, Ownership.PRIVATE, 142, 11900, 1),
    ("上海屹禾生物医药科技有限公司", "C2761", Level.MUNICIPAL, Ownership.PRIVATE, 268, 42500, 1),
    ("上海衡芯集成电路测试股份有限公司", "C3973", Level.MUNICIPAL, Ownership.MIXED, 512, 98300, 1),
    ("上海启衡半导体材料研究院有限公司", "M7320", Level.DISTRICT, Ownership.PRIVATE, 96, 5200, 1),
    ("上海禾源食品检测技术有限公司", "M7452", Level.STREET, Ownership.PRIVATE, 74, 3100, 1),
    ("德拓医疗影像（中国）有限公司", "C3581", Level.MUNICIPAL, Ownership.FOREIGN, 640, 128000, 1),
    ("上海澜辰半导体设备有限公司", "C3562", Level.DISTRICT, Ownership.PRIVATE, 205, 28700, 1),
]
_OWNERSHIPS = (
    [Ownership.PRIVATE, Ownership.MIXED, Ownership.LOCAL_STATE, Ownership.STATE, Ownership.CENTRAL, Ownership.HMT,
     Ownership.COLLECTIVE],
    [72, 8, 7, 4, 3, 4, 2],
)  # fmt: skip
_BASE = len(uscc.ALPHABET)
_BODIES = _BASE**6
#: Coprime to the number of bodies, so that counting in this stride meets each once.
_STRIDE = 370248451


class Registry:
    """Builds enterprises and their contacts; ``enterprises`` begins with those of the demo steward."""

    def __init__(self, tables, clock, bodies, people, seed):
        self.table, self.contact_table = tables[Enterprise], tables[Contact]
        self.clock, self.bodies, self.people = clock, bodies, people
        self.rng = draw(seed, "enterprises")
        self.names = Names(draw(seed, "names of enterprises"))
        self.first_body = self.rng.randrange(_BODIES)
        self.tags = read("names")["tags"]
        self.enterprises, self.contacts = [], []
        self.contact_of = {}
        self._plan_places()

    def _plan_places(self):
        plan = {row["code"]: row for row in read("units")["districts"]}
        busy = read("units")["busy_towns"]
        self.plan, self.towns, self.weights = plan, [], []
        by_district = {}
        for town in sorted(self.bodies.towns.values(), key=lambda town: town.code):
            weight = busy.get(town.code, 1) * math.exp(self.rng.gauss(0, 0.4))
            by_district.setdefault(town.district_id, []).append((town, weight))
        for code, rows in sorted(by_district.items()):
            whole = sum(weight for _town, weight in rows)
            for town, weight in rows:
                self.towns.append(town)
                self.weights.append(plan[code]["weight"] * weight / whole)

    def build(self, count, active_towns):
        """Make ``count`` enterprises in the ``active_towns`` most important towns."""
        ranked = sorted(range(len(self.towns)), key=lambda place: -self.weights[place])
        home = next(place for place, town in enumerate(self.towns) if town.code == HOME_TOWN)
        kept = list(dict.fromkeys([home, *ranked]))[:active_towns]
        towns, weights = [self.towns[place] for place in kept], [self.weights[place] for place in kept]
        for row in HOME:
            self._home(row)
        listed = listed_companies()[: min(len(listed_companies()), count // 10)]
        places = self.rng.choices(towns, weights, k=count)
        for row, town in zip(listed, places, strict=False):
            self._listed(row, town)
        trade_weights = {
            is_inner: [row.inner if is_inner else row.outer for row in trades()] for is_inner in (True, False)
        }
        drawn = {is_inner: self.rng.choices(trades(), row, k=count) for is_inner, row in trade_weights.items()}
        for town in places[len(self.enterprises) :]:
            self._invented(town, drawn[self.plan[town.district_id]["is_inner"]].pop(), towns, weights)

    def _code(self, district):
        number = (self.first_body + len(self.enterprises) * _STRIDE) % _BODIES
        body = ""
        for _place in range(6):
            number, rest = divmod(number, _BASE)
            body += uscc.ALPHABET[rest]
        return uscc.make(f"MA{body}", division=district)

    def _enterprise(self, town, name, **fields):
        registered = fields.pop("registered_town", town)
        enterprise = self.table.row(
            uscc=self._code(registered.district_id), name=name,
            registered_district=registered.district, registered_town=registered,
            operating_district=town.district, operating_town=town, service_district=town.district,
            local_unit=self.bodies.local[town.code], facts_source=Source.DEMO, is_demo=True,
            facts_as_of=self.clock.now.date() - timedelta(days=self.rng.randint(20, 300)),
            created_at=self.people.joined_at, **{"initials": "", **fields},
        )  # fmt: skip
        enterprise.initials = enterprise.initials or initials(name)
        self.enterprises.append(enterprise)
        return enterprise

    def _home(self, row):
        name, industry, level, ownership, employees, revenue, tag = row
        town = self.bodies.towns[HOME_TOWN]
        enterprise = self._enterprise(
            town, name, level=level, ownership=ownership,
            tags=["高新技术企业", "规模以上企业"][: 1 + tag],
            **self._figures(industry, employees, revenue), **self._position(town, 0.012),
            **self._addresses(town, town),
        )  # fmt: skip
        is_demo_contact = len(self.enterprises) == 1
        self._contact(
            enterprise, "contact" if is_demo_contact else None, position="综合管理部经理" if is_demo_contact else ""
        )

    def _listed(self, row, town):
        """A real company: only what is public. Code, place and level are invented, figures and contacts left out."""
        level = Level.MUNICIPAL if self.rng.random() < 0.8 else Level.DISTRICT
        self._enterprise(
            town, row["name"], level=level, ownership=row["ownership"], tags=[LISTED_TAG],
            industry_id=row["industry"] or None, registered_town=town,
        )  # fmt: skip

    def _invented(self, town, trade, towns, weights):
        rng = self.rng
        name, letters, is_foreign = self.names.enterprise(rng.choice(trade.words))
        employees = max(4, int(trade.staff * math.exp(rng.gauss(0.1, 0.95))))
        revenue = round(employees * trade.output * math.exp(rng.gauss(-0.1, 0.6)), 2)
        figures = self._figures(trade.industry, employees, revenue)
        registered = town if rng.random() < 0.88 else rng.choices(towns, weights)[0]
        foreign = Ownership.FOREIGN if rng.random() < 0.85 else Ownership.HMT
        enterprise = self._enterprise(
            town, name, initials=letters, level=self._level(figures["size"]),
            ownership=foreign if is_foreign else rng.choices(*_OWNERSHIPS)[0],
            tags=[tag for tag, share in self.tags if rng.random() < share],
            registered_town=registered, **figures,
            **(self._position(town) if rng.random() < 0.92 else {}), **self._addresses(registered, town),
        )  # fmt: skip
        self._contact(enterprise)
        if rng.random() < 0.05:
            self._contact(enterprise, is_first=False)

    def _level(self, size):
        municipal, district = {"large": (0.34, 0.52), "medium": (0.1, 0.58)}.get(size, (0.03, 0.36))
        drawn = self.rng.random()
        if drawn < municipal:
            return Level.MUNICIPAL
        return Level.DISTRICT if drawn < municipal + district else Level.STREET

    def _figures(self, industry, employees, revenue):
        rng = self.rng
        assets = round(revenue * rng.uniform(0.4, 2.4), 2)
        year = min(int(rng.triangular(1986, 2025, 2012)), self.clock.now.year - 1)
        return {
            "industry_id": industry, "employees": employees, "revenue": Decimal(str(revenue)),
            "assets": Decimal(str(assets)),
            "registered_capital": Decimal(rng.choice([1, 2, 3, 5, 8]) * 10 ** rng.randint(2, 4)),
            "founded_on": date(year, rng.randint(1, 12), rng.randint(1, 28)),
            "size": size_of(industry, employees, Decimal(str(revenue)), Decimal(str(assets))),
        }  # fmt: skip

    def _position(self, town, spread=None):
        plan = self.plan[town.district_id]
        centre = (121.612, 31.203) if town.code == HOME_TOWN else plan["centre"]
        longitude, latitude = (self.rng.gauss(value, spread or plan["spread"]) for value in centre)
        return {
            "longitude": Decimal(f"{longitude:.6f}"), "latitude": Decimal(f"{latitude:.6f}"), "datum": Datum.GCJ02,
        }  # fmt: skip

    def _addresses(self, registered, operating):
        first = registered.district.name + self.names.address(registered.name)
        second = first if registered is operating else operating.district.name + self.names.address(operating.name)
        return {"registered_address": first, "operating_address": second}

    def _contact(self, enterprise, username=None, *, is_first=True, position=""):
        user = self.people.add(username or f"c{len(self.contacts) + 1:06d}", Role.CONTACT)
        self.contacts.append(
            self.contact_table.row(
                enterprise=enterprise, user=user, is_first=is_first,
                position=position or self.rng.choice(read("names")["positions"]), started_on=self.people.joined_on,
            )
        )  # fmt: skip
        if is_first:
            self.contact_of[enterprise.pk] = user
