"""How the fields of the business are drawn inside other templates."""

from django import forms, template
from django.forms.boundfield import BoundField

from perennial.records.custom.filling import Section, ValueField, sections_of

register = template.Library()


@register.filter
def sections(form: forms.Form) -> list[Section]:
    """The inputs of the fields of the business in a form, by section."""
    return sections_of(form)


@register.filter
def built_in(form: forms.Form) -> list[BoundField]:
    """The other visible inputs of a form."""
    return [form[name] for name, field in form.fields.items() if not isinstance(field, ValueField) and not form[name].is_hidden]
