"""One written form for each identity, so that the same mailbox, phone or handle is recognised however it was typed."""

import re
import unicodedata

import phonenumbers
from django.utils.translation import gettext as _

from perennial.kernel.text import clean_line, clean_text
from perennial.people.choices import IdentityKind

__all__ = [
    "LARGEST",
    "NotAnIdentity",
    "clean_line",
    "clean_text",
    "national_digits",
    "normal_email",
    "normal_external",
    "normal_handle",
    "normal_identity",
    "normal_phone",
    "shown_phone",
]
LARGEST = 320  # the longest identity that is kept (an e-mail address may have 64 + 1 + 255)
_EMAIL = re.compile(r"[^@\s<>(),;:\\\"\[\]]{1,64}@[^@\s<>(),;:\\\"\[\]]{1,255}")
_NOT_AN_ID = {"null", "undefined", "none", "nan", "n/a", "guest", "anonymous", "true", "false", "[object object]", "-", "0"}


class NotAnIdentity(ValueError):  # noqa: N818 - said to people, not an error of ours
    """A text that cannot be this kind of identity; the message says why, without repeating all of it."""


def normal_email(text: str) -> str:
    """NFKC, without case: how two addresses are compared. RFC 5321 lets the local part differ by case; no mailbox does."""
    text = unicodedata.normalize("NFKC", clean_line(text)).strip("<> ").removeprefix("mailto:").casefold()
    if len(text) > LARGEST or not _EMAIL.fullmatch(text) or ".." in text.partition("@")[2]:
        raise NotAnIdentity(_("is not an e-mail address"))
    return text


def normal_phone(text: str, country: str = "") -> str:
    """E.164 ("+4930123456"). A number without its country's code is read as one of `country` (ISO 3166 alpha-2)."""
    text = unicodedata.normalize("NFKC", clean_line(text)).removeprefix("tel:")
    if len(text) > 40:
        raise NotAnIdentity(_("is too long for a phone number"))
    try:
        number = phonenumbers.parse(text, country.upper() or None)
    except phonenumbers.NumberParseException:
        raise NotAnIdentity(_("is not a phone number; begin it with + and the country’s code")) from None
    if not phonenumbers.is_possible_number(number):
        raise NotAnIdentity(_("has too few or too many digits for a phone number"))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_handle(text: str) -> str:
    """Without the leading @ and without case; the last part of a profile's address."""
    text = unicodedata.normalize("NFKC", clean_line(text)).split("?")[0].rstrip("/").rpartition("/")[2].lstrip("@").casefold()
    if not text or len(text) > LARGEST or " " in text:
        raise NotAnIdentity(_("is not a handle"))
    return text


def normal_external(text: str) -> str:
    """As it came, without blanks around it; case is kept, because some systems tell ids apart by it. Refuses words that mean
    “no id”: a million customers called “undefined” would become one."""
    text = unicodedata.normalize("NFKC", clean_line(text))
    if not text or text.casefold() in _NOT_AN_ID:
        raise NotAnIdentity(_("is not an id"))
    if len(text) > LARGEST:
        raise NotAnIdentity(_("is too long for an id"))
    return text


def normal_identity(kind: str, text: str, country: str = "") -> str:
    """The normal form of an identity of `kind`; raises NotAnIdentity."""
    match kind:
        case IdentityKind.EMAIL:
            return normal_email(text)
        case IdentityKind.PHONE:
            return normal_phone(text, country)
        case IdentityKind.HANDLE:
            return normal_handle(text)
        case _:
            return normal_external(text)


def shown_phone(normal: str) -> str:
    """An E.164 number as people write it."""
    try:
        number = phonenumbers.parse(normal)
    except phonenumbers.NumberParseException:
        return normal
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def national_digits(normal: str) -> str:
    """An E.164 number as it is dialled inside its country, digits only: what somebody reads from a display and types."""
    try:
        number = phonenumbers.parse(normal)
    except phonenumbers.NumberParseException:
        return ""
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(c for c in national if c.isdecimal())
