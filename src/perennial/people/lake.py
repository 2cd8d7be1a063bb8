"""What the lake keeps of customers: that they are there, never who they are. What changes often – stage, owner, tags, fields –
is asked of the operational tables, which have an index for it."""

from perennial.lake.sources import Column, Fact, Source

CUSTOMERS = Fact(
    key="customers",
    columns=(
        Column("customer_id", "p.id"),
        Column("party_kind", "p.kind", "term"),
        Column("country", "p.country", "term"),
    ),
    rows="people_party p WHERE p.deleted_at IS NULL",
    walk="p.id",
    root="p.id",
    root_name="customer_id",
    moment="p.created_at",
    split="party_kind",
)

CUSTOMER_SOURCE = Source(key="people.Party", table="people_party", facts=(CUSTOMERS,), order=10)
