"""Who does what in the demo city, and which unit answers for which topic."""

from dataclasses import dataclass

from .bodies import Bodies
from .clock import Clock


@dataclass
class Office:
    """The bodies, people and clock that every case needs."""

    clock: Clock
    bodies: Bodies
    handlers: dict
    dispatchers: list
    contact_of: dict
    steward_of: dict
    limits: object
    categories: dict

    def lead_for(self, topic, enterprise):
        """The unit that answers for a topic."""
        return self.bodies.find(topic.department, topic.scope, enterprise)

    def joint_for(self, topic, enterprise, lead, rng):
        """One or two units that help with a topic, in the enterprise's district."""
        kinds = rng.sample(topic.joint, min(len(topic.joint), 1 if rng.random() < 0.75 else 2))
        found = [self.bodies.find(kind, "district", enterprise) for kind in kinds]
        return [unit for unit in dict.fromkeys(found) if unit != lead]

    def another(self, topic, enterprise, right, rng):
        """A unit that a dispatcher might take for the right one, or None."""
        found = [
            unit for unit in self.joint_for(topic, enterprise, right, rng) if unit.district_id == right.district_id
        ]
        return found[0] if found and topic.scope != "municipal" else None
