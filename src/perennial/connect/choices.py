"""The fixed words of imports and exports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportKind(TextChoices):
    PERSONS = "persons", _("Persons")
    ORGANISATIONS = "organisations", _("Organisations")
    PRODUCTS = "products", _("Products")
    ORDERS = "orders", _("Orders")
    TOUCHPOINTS = "touchpoints", _("Touchpoints")


class Mode(TextChoices):
    BOTH = "both", _("Add what is new and update what is known")
    CREATE = "create", _("Only add what is new")
    UPDATE = "update", _("Only update what is known")


class Alike(TextChoices):
    """What becomes of a row about somebody who is probably a customer already."""

    CREATE = "create", _("Add them; they stand among the duplicates then")
    SKIP = "skip", _("Leave them out, and say whom they look like")
    UPDATE = "update", _("Update the customer whom they look like")


class BadCells(TextChoices):
    """What becomes of a row of which a cell that it can do without cannot be read."""

    WITHOUT = "without", _("Bring the row without that cell, and say so")
    REFUSE = "refuse", _("Leave the whole row out, and say so")


class ImportState(TextChoices):
    DRAFT = "draft", _("Being prepared")
    CHECKING = "checking", _("Being looked through")
    READY = "ready", _("Ready to import")
    RUNNING = "running", _("Importing")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Could not be read")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class Phase(TextChoices):
    """How far a run has come; each is taken up again where it stopped."""

    READING = "reading", _("Reading the file")
    APPLYING = "applying", _("Writing records")
    SUMMING = "summing", _("Adding up")
    CHANGES = "changes", _("Setting changed records back")
    ORDERS = "orders", _("Taking orders away")
    TOUCHPOINTS = "touches", _("Taking touchpoints away")
    CUSTOMERS = "customers", _("Taking customers away")
    PRODUCTS = "products", _("Taking products away")
    RESUMMING = "resumming", _("Adding up again")
    ENDED = "ended", _("Ended")


class Bucket(TextChoices):
    """What became of a record when an import was undone, besides being reversed."""

    KEPT = "kept", _("Kept, because it changed since")
    FAILED = "failed", _("Could not be undone")
