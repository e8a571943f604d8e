"""The themed windows that are open today, for the page on which an appeal begins."""

from django import template

from ..models import ThemedWindow

register = template.Library()


@register.inclusion_tag("problems/_windows.html", takes_context=True)
def themed_windows(context):
    """The open windows, each with the one button that begins a draft with its category."""
    user = context["request"].user
    rows = ThemedWindow.objects.visible_to(user).open().select_related("category").order_by("closes_on", "pk")
    return {"windows": rows[:6], "csrf_token": context.get("csrf_token")}
