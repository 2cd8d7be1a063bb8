"""Fields of the business, for the screens that show them."""

from perennial.people.actions import create_party
from perennial.people.models import Party
from perennial.records.actions import OptionRow, convert_field, define_field, remove_field
from perennial.records.models import CustomField
from perennial.team.models import Member


def _define(member: Member, name: str, type_: str, *options: str, **facts: object) -> CustomField:
    rows = [OptionRow(option) for option in options]
    return define_field(by=member, holder="customers", type=type_, name=name, options=rows, **facts)


def _customer(member: Member) -> Party:
    plan = _define(member, "Tariff", "choice", "Free", "Gold", help="Which plan they are on")
    likes = _define(member, "Likes", "choices", "Green tea", "Coffee", section="Taste")
    limit = _define(member, "Credit limit", "money", section="Terms", seen_by=["manager"])
    number = _define(member, "Member number", "text", is_unique=True, is_required=True)
    link = _define(member, "Shop page", "link")
    friend = create_party(by=member, name="Mats Pohl")
    guide = _define(member, "Recommended by", "person")
    given = {
        plan.key: "Gold",
        likes.key: "Coffee; Green tea",
        limit.key: "1200",
        number.key: "A-100",
        link.key: "example.org/a",
    }
    return create_party(by=member, name="Juno Hart", custom={**given, guide.key: str(friend.pk)})


def fields_page(member: Member) -> str:
    """Fields of several types, and one that was removed."""
    _customer(member)
    remove_field(_define(member, "Fax", "text"), by=member)
    return "/settings/fields/"


def field_to_edit(member: Member) -> str:
    """A choice with its options."""
    return f"/settings/fields/{_define(member, 'Tariff', 'choice', 'Free', 'Gold', 'Silver').pk}/"


def field_to_convert(member: Member) -> str:
    """Another type for a text."""
    return f"/settings/fields/{_define(member, 'Size', 'text').pk}/type/"


def converted_field(member: Member) -> str:
    """A text that became a number, not everywhere."""
    size = _define(member, "Size", "text")
    for name, value in (("Juno Hart", "41"), ("Rosa Luz", "large")):
        create_party(by=member, name=name, custom={size.key: value})
    return f"/settings/fields/{size.pk}/conversions/{convert_field(size, 'number', by=member).pk}/"


def customer_with_fields(member: Member) -> str:
    """A customer whose fields are filled."""
    return f"/customers/{_customer(member).pk}/"


def customer_to_fill(member: Member) -> str:
    """The inputs of all of them."""
    return f"/customers/{_customer(member).pk}/fields/"
