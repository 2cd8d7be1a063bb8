"""What foresight offers to the registries."""

from perennial.foresight.definitions import PURCHASE_DAYS, RETENTION, RHYTHMS, SILENCES
from perennial.lake.core import definitions

definitions.add(PURCHASE_DAYS, RETENTION, SILENCES, RHYTHMS)
