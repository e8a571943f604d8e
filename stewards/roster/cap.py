"""The cap of ten against the end state of a file: moves end first and insert afterwards, row order counts for nothing
but who comes too late."""

from collections import Counter

from ..models.steward import SLOTS


def over_cap(wanted, current):
    """Return the enterprises that find no room, and the load of every steward in the end.

    ``wanted`` are pairs of enterprise and steward in the order of the file; ``current`` says who serves an enterprise
    now, enterprises outside the file included. An enterprise without room stays where it is and keeps that place
    taken, which may leave no room for another one; so the count is repeated until it stands.
    """
    refused = set()
    while True:
        moves = [pair for pair in wanted if current.get(pair[0]) != pair[1] and pair[0] not in refused]
        leaving = {enterprise for enterprise, _steward in moves}
        loads = Counter(steward for enterprise, steward in current.items() if enterprise not in leaving)
        late = set()
        for enterprise, steward in moves:
            if loads[steward] >= SLOTS:
                late.add(enterprise)
            else:
                loads[steward] += 1
        if not late:
            return refused, loads
        refused |= late
