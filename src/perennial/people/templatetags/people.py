"""How customers are drawn inside other templates."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from perennial.people.panels import Shown

register = template.Library()


@register.simple_tag(takes_context=True)
def panel(context: dict[str, Any], shown: Shown) -> SafeString:
    """A panel with its own values and the request, and nothing else of the page."""
    values = {"party": context["party"], **shown.values}
    return render_to_string(shown.template, values, request=context["request"])
