"""Where deleted follow-ups are kept."""

from perennial.promises.words import FOLLOW_UPS as WORDS
from perennial.records.bins import Bin, bins

FOLLOW_UPS = Bin(
    key="promises.DeletedFollowUp",
    model_name="promises.FollowUp",
    parts=(("promises.Completion", "follow_up"), ("promises.Postponement", "follow_up")),
    carried=("party_id", "text", "due_on"),
    back=lambda rows: WORDS.add([(row["id"], row["text"]) for row in rows]),
    order=40,
)
bins.add(FOLLOW_UPS)
