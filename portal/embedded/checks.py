"""What the database must be able to do, said at start-up rather than found out in a search."""

from django.core.checks import Error, Tags, register
from django.db import connections


@register(Tags.database)
def chinese_letters_are_letters(app_configs, databases, **kwargs):
    """Trigrams of Chinese names are empty, and similarity is always 0, unless ``LC_CTYPE`` knows Chinese letters."""
    found = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT '沪' ~ '^[[:alnum:]]$', current_setting('server_encoding')")
            is_letter, encoding = cursor.fetchone()
        if not is_letter or encoding != "UTF8":
            found.append(
                Error(
                    f"The database “{alias}” does not treat Chinese characters as letters.",
                    hint="Create it with ENCODING 'UTF8' and LC_CTYPE 'C.UTF-8' (or another UTF-8 locale).",
                    id="portal.E001",
                )
            )
    return found
