"""Input of the customer screens: cleaned values, never saved here."""

from perennial.people.forms.details import (
    AddressForm,
    AnniversaryForm,
    BirthdayField,
    IdentityForm,
    RelationForm,
    RemembranceForm,
    TagForm,
    TagsField,
)
from perennial.people.forms.merging import LEVELS, MergeForm, OtherPartyForm, SuspicionsForm
from perennial.people.forms.party import CustomForm, ErasureForm, FactsForm, NewPartyForm, OwnerForm, PartyForm, StageForm

__all__ = [
    "LEVELS",
    "AddressForm",
    "AnniversaryForm",
    "BirthdayField",
    "CustomForm",
    "ErasureForm",
    "FactsForm",
    "IdentityForm",
    "MergeForm",
    "NewPartyForm",
    "OtherPartyForm",
    "OwnerForm",
    "PartyForm",
    "RelationForm",
    "RemembranceForm",
    "StageForm",
    "SuspicionsForm",
    "TagForm",
    "TagsField",
]
