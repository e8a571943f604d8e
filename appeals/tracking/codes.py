"""The six figures of a code, derived from its row and the secret key whenever they are needed; never stored."""

from django.utils.crypto import constant_time_compare, salted_hmac


def code(row):
    """Return the six figures of this row."""
    facts = (row.pk, row.appeal_id, row.channel, row.address, int(row.created_at.timestamp() * 1_000_000))
    digest = salted_hmac("appeals.tracking", "\n".join(map(str, facts)), algorithm="sha256").digest()
    return f"{int.from_bytes(digest, 'big') % 1_000_000:06d}"


def is_code(row, text):
    """Whether ``text`` is the code of this row, compared in constant time; blanks do not matter."""
    return constant_time_compare(code(row), "".join(text.split()))
