from django import template

register = template.Library()


@register.filter
def of(rows, key):
    """What a dict holds under a key, or None."""
    return rows.get(key)
