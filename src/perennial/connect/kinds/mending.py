"""How what is wrong in a column is mended, in a sentence."""

from django.utils.translation import gettext as _

from perennial.connect.kinds.base import Kind
from perennial.connect.kinds.custom import PREFIX
from perennial.connect.reading import Reading
from perennial.people.choices import Stage
from perennial.records.models import CustomField, FieldType

_MOST_NAMED = 12


def how_to_mend(kind: Kind, key: str, reading: Reading, country: str) -> str:
    """What should stand in the cells of a field; "" where the reason says it all."""
    if key.startswith(PREFIX):
        return _of_the_business(key, reading)
    field = kind.field(key)
    shape = field.shape if field else ""
    match key, shape:
        case "email", _shape:
            return _("Write an address such as ann@example.com; several are separated by semicolons.")
        case "phone", _shape:
            return _phones(country)
        case "country", _shape:
            return _("Write the country’s name or its two letters, such as DE.")
        case "stage", _shape:
            return _one_of([str(label) for label in Stage.labels])
        case "owner" | "member", _shape:
            return _("Write the e-mail address with which the member signs in.")
        case _key, "moment" | "day" | "birthday":
            return _days(reading)
        case _key, "money" | "quantity":
            return _numbers(reading)
        case _key, "currency":
            return _("Write the three letters of the currency, such as EUR.")
        case _:
            return ""


def _of_the_business(key: str, reading: Reading) -> str:
    field = CustomField.objects.prefetch_related("options").filter(pk=int(key.removeprefix(PREFIX))).first()
    match field.type if field else "":
        case FieldType.CHOICE | FieldType.CHOICES:
            assert field is not None
            return _one_of([one.name for one in field.options_in_order() if not one.is_archived])
        case FieldType.DATE:
            return _days(reading)
        case FieldType.NUMBER | FieldType.MONEY:
            return _numbers(reading)
        case FieldType.YES_NO:
            return _("Write yes or no.")
        case FieldType.PERSON | FieldType.ORGANISATION:
            return _("Write the name, the e-mail address or the id of a customer who is here already; import that one first.")
        case FieldType.LINK:
            return _("Write the address of a page, such as https://example.com.")
        case _:
            return ""


def _one_of(names: list[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
    return _("Write one of these: %(names)s.") % {"names": shown}


def _days(reading: Reading) -> str:
    shown = {"dmy": "31.12.2026", "mdy": "12/31/2026"}.get(reading.date_order, "2026-12-31")
    return _("Write days as %(example)s, or as 2026-12-31; how days are read is decided in step two.") % {"example": shown}


def _numbers(reading: Reading) -> str:
    shown = "1234,50" if reading.decimal == "," else "1234.50"
    return _("Write only the number, such as %(example)s; how decimals are read is decided in step two.") % {"example": shown}


def _phones(country: str) -> str:
    if country:
        return _("Write it with + and the country’s code, such as +49 30 123456, or as one dials within %(country)s.") % {
            "country": country
        }
    return _("Write it with + and the country’s code, such as +49 30 123456.")
