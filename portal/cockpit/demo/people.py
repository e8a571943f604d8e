"""The people of the demo city and the roles that they hold."""

from datetime import datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, User
from portal.common.workdays import SHANGHAI

from .content import draw
from .naming import Names

PASSWORD = "demo"  # noqa: S105 -- the password that the sign-in page of a demo shows
#: Demo accounts: user name, name, role. Where each works is said where the account is made.
ACCOUNTS = {
    "contact": "周启明", "steward": "林晓岚", "liaison": "吴悠", "general": "沈国平", "dispatcher": "陈立",
    "handler": "王海宁", "district": "何静", "city": "许文涛", "leader": "市领导", "admin": "系统管理员",
}  # fmt: skip
DISPATCHERS = 12
#: How many people handle cases in a unit of each kind.
HANDLERS = {UnitKind.DEPARTMENT: 2, UnitKind.DISTRICT_LEAD: 4, UnitKind.LOCAL_UNIT: 2, UnitKind.INSTITUTION: 2}
MUNICIPAL_HANDLERS = 5
#: The share of contacts and stewards who have opened their accounts; everybody else has.
ACTIVATED = 0.85


class People:
    """Makes people with their memberships; who has no demo account cannot sign in."""

    def __init__(self, tables, clock, seed):
        self.table, self.roles = tables[User], tables[Membership]
        self.names = Names(draw(seed, "people"))
        self.tokens = draw(seed, "passwords")
        self.activation = draw(seed, "activation")
        self.joined_on = clock.now.date() - timedelta(days=760)
        self.joined_at = datetime.combine(self.joined_on, time(9), SHANGHAI)
        self.users, self.memberships = [], []
        self.demo = {}
        self.handlers, self.general, self.district_leads = {}, {}, {}
        self.dispatchers = []
        self._demo_password = make_password(PASSWORD)

    def add(self, username, role, unit=None, *, since=None, **fields):
        """Add a person with one role; ``since`` is the day on which it begins."""
        name = ACCOUNTS.get(username)
        user = self.table.row(
            username=username, name=name or self.names.person(),
            phone=self.names.phone(), email=f"{username}@example.cn", is_demo=True, date_joined=self.joined_at,
            password=self._demo_password if name else f"!{self.tokens.getrandbits(200):040x}"[:41],
            language="", activated_at=self._activated_at(name, role), **fields,
        )  # fmt: skip
        if name:
            self.demo[username] = user
        self.users.append(user)
        self.grant(user, role, unit, since=since)
        return user

    def _activated_at(self, name, role):
        """When the person opened the account, within three weeks of joining; some contacts and stewards never did."""
        share, days = self.activation.random(), self.activation.randint(0, 21)
        if not name and role in (Role.CONTACT, Role.STEWARD) and share >= ACTIVATED:
            return None
        return self.joined_at + timedelta(days=days)

    def grant(self, user, role, unit=None, *, since=None):
        self.memberships.append(self.roles.row(user=user, role=role, unit=unit, started_on=since or self.joined_on))

    def staff(self, bodies, home):
        """Fill the bodies; ``home`` are the units of the demo accounts: ``{user name: unit}``."""
        self.add("admin", Role.ADMIN, is_staff=True, is_superuser=True)
        self.add("leader", Role.LEADER)
        self.add("city", Role.CITY, bodies.city_lead)
        self.add("city2", Role.CITY, bodies.city_lead)
        self.dispatchers = [self.add("dispatcher", Role.DISPATCHER, bodies.desk)]
        self.dispatchers += [
            self.add(f"d{number:03d}", Role.DISPATCHER, bodies.desk) for number in range(2, DISPATCHERS + 1)
        ]
        for code, unit in bodies.leads.items():
            first = "district" if unit == home["district"] else f"q{code}-1"
            self.district_leads[code] = [
                self.add(first, Role.DISTRICT, unit),
                self.add(f"q{code}-2", Role.DISTRICT, unit),
            ]
        for unit in bodies.local.values():
            name = "general" if unit == home["general"] else f"z{unit.code}"
            self.general[unit.pk] = self.add(name, Role.GENERAL, unit)
        for unit in bodies.handling():
            self._handlers_of(unit, home)

    def _handlers_of(self, unit, home):
        count = MUNICIPAL_HANDLERS if unit.district_id is None else HANDLERS.get(unit.kind, 1)
        names = [f"h{unit.code.lower()}-{number}" for number in range(1, count + 1)]
        if unit == home["handler"]:
            names[0] = "handler"
        self.handlers[unit.pk] = [self.add(name, Role.HANDLER, unit) for name in names]
