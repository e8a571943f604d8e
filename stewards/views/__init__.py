"""Pages of stewards: workbench, people, capacity and who serves whom, changes one by one and in bulk."""

from . import bulk, capacity, coverage, people, visits

__all__ = ["bulk", "capacity", "coverage", "people", "visits"]
