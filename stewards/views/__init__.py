"""Pages of stewards: workbench, visits and check-ins, people, capacity and who serves whom, one by one and in bulk."""

from . import bulk, capacity, check_ins, coverage, people, recording, visits

__all__ = ["bulk", "capacity", "check_ins", "coverage", "people", "recording", "visits"]
