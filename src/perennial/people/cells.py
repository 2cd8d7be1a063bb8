"""The cells of the customer list that are our own: functions, not templates, because fifty rows of them make the page."""

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from perennial.design.templatetags.ui import ago, day, face, money_whole
from perennial.people.forms.base import country_name
from perennial.people.models import Party
from perennial.people.stages import stage_tag


def stage(party: Party) -> SafeString:
    return stage_tag(party.stage)


def value(party: Party) -> SafeString | str:
    return _number(money_whole(party.value_minor, party.currency)) if party.currency else ""


def orders(party: Party) -> SafeString | str:
    return _number(number_format(party.orders)) if party.orders else ""


def last_order(party: Party) -> SafeString | str:
    return ago(party.last_order_at) or _never()


def last_contact(party: Party) -> SafeString | str:
    return ago(party.last_contact_at) or _never()


def owner(party: Party) -> SafeString | str:
    return format_html('<span class="inline">{}{}</span>', face(party.owner, "sm"), str(party.owner)) if party.owner else ""


def city(party: Party) -> str:
    return party.city


def country(party: Party) -> str:
    return country_name(party.country) if party.country else ""


def created(party: Party) -> SafeString | str:
    return day(party.created_at)


def source(party: Party) -> str:
    return party.source


def _number(text: str) -> SafeString:
    return format_html('<span class="num">{}</span>', text)


def _never() -> SafeString:
    return format_html('<span class="muted">{}</span>', _("Never"))
