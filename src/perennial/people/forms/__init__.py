"""Input of the customer screens: cleaned values, never saved here."""

from perennial.people.forms.details import AddressForm, AnniversaryForm, IdentityForm, RelationForm, RemembranceForm, TagForm
from perennial.people.forms.listing import ColumnsForm, ListForm
from perennial.people.forms.party import CustomForm, ErasureForm, NewPartyForm, OwnerForm, PartyForm, StageForm

__all__ = [
    "AddressForm",
    "AnniversaryForm",
    "ColumnsForm",
    "CustomForm",
    "ErasureForm",
    "IdentityForm",
    "ListForm",
    "NewPartyForm",
    "OwnerForm",
    "PartyForm",
    "RelationForm",
    "RemembranceForm",
    "StageForm",
    "TagForm",
]
