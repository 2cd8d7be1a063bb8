"""The decisions of an import."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from perennial.connect.choices import Alike, BadCells, ImportKind, Mode
from perennial.connect.kinds.base import Kind
from perennial.connect.kinds.grouping import grouped
from perennial.connect.reading import Format, Reading
from perennial.connect.reading.formats import DateOrder
from perennial.connect.reading.guessing import DELIMITERS, ENCODINGS
from perennial.design.forms import FileDrop
from perennial.kernel.money import is_currency


class FileForm(forms.Form):
    """Step one: what it is, and the file."""

    kind = forms.ChoiceField(label=_("What is in the file?"), choices=ImportKind.choices, widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"), widget=FileDrop(types=_("CSV, TSV, XLSX, JSONL or columns of fixed width")), max_length=400
    )


class ReadingForm(forms.Form):
    """Step two: how the file is read."""

    encoding = forms.ChoiceField(label=_("Characters"))
    delimiter = forms.ChoiceField(label=_("Separator"), choices=[(k, _(v)) for k, v in DELIMITERS.items()])
    quote = forms.ChoiceField(label=_("Quotation marks"), choices=[('"', '"'), ("'", "'"), ("", _("none"))], required=False)
    sheet = forms.ChoiceField(label=_("Sheet"))
    starts = forms.CharField(
        label=_("Columns begin at"), help_text=_("Numbers with commas; the first character is 0."), required=False
    )
    date_order = forms.ChoiceField(label=_("Dates are written"), choices=DateOrder.choices)
    decimal = forms.ChoiceField(label=_("Decimals are written"), choices=[(".", _("1,234.50")), (",", _("1.234,50"))])
    begins = forms.IntegerField(label=_("The table begins in line"), min_value=1, max_value=100_000)
    has_header = forms.BooleanField(label=_("The first row names the columns"), required=False)

    def __init__(self, reading: Reading, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = reading.as_dict() | {"starts": ", ".join(map(str, reading.starts))}
        super().__init__(*args, **kwargs)
        known = dict(ENCODINGS)
        known.setdefault(reading.encoding, reading.encoding.upper())
        self.fields["encoding"].choices = list(known.items())  # type: ignore[attr-defined]
        self.fields["sheet"].choices = [(sheet, sheet) for sheet in reading.sheets]  # type: ignore[attr-defined]
        for name in _unused(reading):
            del self.fields[name]

    def clean_starts(self) -> tuple[int, ...]:
        """Ascending whole numbers."""
        try:
            starts = tuple(int(part) for part in self.cleaned_data["starts"].split(",") if part.strip())
        except ValueError:
            raise forms.ValidationError(_("Write numbers with commas between, such as 0, 6, 15.")) from None
        if not starts or list(starts) != sorted(set(starts)) or not 0 <= starts[0] <= starts[-1] < 100_000:
            raise forms.ValidationError(_("The numbers must grow from left to right."))
        return starts


def _unused(reading: Reading) -> list[str]:
    match reading.format:
        case Format.DELIMITED:
            return ["sheet", "starts"]
        case Format.WORKBOOK:
            return ["encoding", "delimiter", "quote", "starts"]
        case Format.FIXED:
            return ["delimiter", "quote", "sheet"]
        case _:
            return ["delimiter", "quote", "sheet", "starts", "begins", "has_header"]


class ColumnForm(forms.Form):
    """Step three, for one column: which field it is."""

    field = forms.ChoiceField(required=False)

    def __init__(self, kind: Kind, label: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].label = label
        choices: list[Any] = [("", _("Leave out"))]
        self.fields["field"].choices = choices + grouped(kind)  # type: ignore[attr-defined]  # a choice field


class SaveMappingForm(forms.Form):
    name = forms.CharField(label=_("Name of the mapping"), max_length=80)


class OptionsForm(forms.Form):
    """Step four: how records are recognised and what happens then."""

    mode = forms.ChoiceField(label=_("What to do"), choices=Mode.choices, widget=forms.RadioSelect)
    match = forms.ChoiceField(label=_("How records are recognised"))
    system = forms.CharField(
        label=_("The ids in the file belong to"), max_length=40, help_text=_("The system that gave them, such as shop.")
    )
    currency = forms.CharField(label=_("Currency where the file names none"), max_length=3)
    alike = forms.ChoiceField(
        label=_("Who is probably known already"), choices=Alike.choices, widget=forms.RadioSelect, required=False
    )
    bad_cells = forms.ChoiceField(
        label=_("When a cell cannot be read"),
        choices=BadCells.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("A row that means nothing without the cell is left out in any case, such as an order without its amount."),
    )
    create_customers = forms.BooleanField(label=_("Add customers who are not known yet"), required=False)

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["match"].choices = list(kind.rules)  # type: ignore[attr-defined]
        fields = {field.key for field in kind.fields}
        if "external" not in fields:
            del self.fields["system"]
        if not fields & {"amount", "price"}:
            del self.fields["currency"]
        if kind.key not in (ImportKind.PERSONS, ImportKind.ORGANISATIONS):
            del self.fields["alike"]
        if kind.key != ImportKind.ORDERS:
            del self.fields["create_customers"]

    def clean_alike(self) -> str:
        return str(self.cleaned_data["alike"] or Alike.CREATE)

    def clean_bad_cells(self) -> str:
        return str(self.cleaned_data["bad_cells"] or BadCells.WITHOUT)

    def clean_system(self) -> str:
        return str(self.cleaned_data["system"]).strip().casefold().replace(":", "")

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).upper()
        if not is_currency(code):
            raise forms.ValidationError(_("This is not a currency’s code, such as EUR."))
        return code
