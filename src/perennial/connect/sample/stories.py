"""What the sample customers and the team said to each other, in a few sentences each."""
# ruff: noqa: E501  (lists of words read better in long lines)

NOTES = (
    "Prefers to be called after six.", "Collects first pressings, keep an eye open.", "Moved house, new address is in the order.",
    "Met at the spring record fair.", "Plays in a band, asks for small labels.", "Always pays by invoice.",
    "Wants to hear before buying: offer the listening booth.", "Buys most gifts in the second week of December.",
)  # fmt: skip
CALLS = (
    ("both", "Talked about the new arrivals. Wants two copies put aside."), ("both", "Asked whether the reissue is on heavy vinyl. It is."),
    ("both", "Happy with the last parcel, will come by on Saturday."), ("both", "Long call about speakers. Sent the comparison afterwards."),
    ("out", "Nobody answered, left a message."), ("out", "Mailbox was full. Try again in the evening."),
    ("both", "Was unhappy about a scratched sleeve. Offered to exchange it."), ("in", "Called back and left a message: please keep the record."),
)  # fmt: skip
VISITS = (
    "Came to the shop and listened for an hour.", "Picked up the order in the shop.", "Brought a friend who bought a turntable.",
    "Visited the stand at the fair.", "Came by to show their own record.",
)  # fmt: skip
MEETINGS = (
    "Planned the playlist for their opening.",
    "Went through the order for the next quarter.",
    "Showed the wholesale catalogue.",
)
MAIL_IN = (
    "Where is my parcel? It should have been here on Monday.", "Thank you, it sounds wonderful.", "Can you get the first album too?",
    "One record arrived with a dent in the corner.", "Please send the invoice again.", "Do you ship as a gift?",
)  # fmt: skip
MAIL_OUT = (
    "Your parcel is on its way.", "The record you asked for is back in stock.", "Sorry for the dent. A new copy leaves today.",
    "Here is the invoice.", "Yes, and we wrap it for you.", "It is put aside under your name until Saturday.",
)  # fmt: skip
REMEMBERED = (
    ("preference", "Coloured vinyl whenever there is a choice"), ("preference", "Writes, never calls"), ("preference", "Parcels to the office"),
    ("usual", "Two new jazz records on the first Friday"), ("usual", "The record of the month, unopened"), ("usual", "Inner sleeves with every order"),
    ("dislike", "Digital downloads"), ("dislike", "Stickers on the cover"), ("dislike", "Newsletters longer than a screen"),
    ("remember", "Daughter plays the cello"), ("remember", "Opened a café last autumn"), ("remember", "Knows the bassist of Blue Harbour"),
    ("remember", "Allergic to cats: parcels from the front store"), ("pain_point", "Parcels left with the neighbour"),
    ("pain_point", "Had two scratched records this year"),
)  # fmt: skip
FOLLOW_UPS = (
    "Call about the reissue", "Send the wholesale catalogue", "Ask how the turntable works out", "Put the two records aside",
    "Find a clean first pressing", "Write about the scratched sleeve", "Offer the quarterly box", "Confirm the date of the visit",
    "Send the playlist", "Ask for the new delivery address",
)  # fmt: skip
REFUND_REASONS = ("Scratched", "Wrong pressing", "Arrived too late", "Bought twice", "Sleeve was bent")
CANCELLED_BECAUSE = (
    ("price", "It adds up to more than I thought."), ("outgrown", "My shelves are full."), ("moved", "We are leaving the country."),
    ("service", "Two boxes came late."), ("competitor", "My sister gave me another club for Christmas."), ("other", "A break, not a goodbye."),
    ("price", ""),
)  # fmt: skip
ORGANISATIONS = (
    "Café Lindenhof", "Harbour Radio", "Hotel Miramar", "The Tin Whistle", "Bar Ondas", "Studio Nordlys", "Kissa Yoru", "Palmgarten Spa",
    "Rowan & Sons Barbers", "Cinema Paradis", "Atelier Vesna", "Books & Beans", "Teatro Verde", "Loft 44", "The Quiet Carriage",
    "Bluebell School of Dance", "Maison Colette", "Surfhouse Marea", "Northgate Library", "Old Mill Brewery", "Ember Roasters",
    "Fjord Yoga", "Casa Jacaranda", "Tidewater Inn", "Plaza Vinyl Bar", "Green Door Clinic",
)  # fmt: skip
JOBS = ("Owner", "Manager", "Buyer", "Music director", "Office")
