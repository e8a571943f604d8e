"""The demo city: an invented registry with its stewards, people and a year of appeals, the same for the same seed."""
