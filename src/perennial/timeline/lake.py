"""What the lake keeps of touchpoints: the version that stands of each, without what was written."""

from perennial.lake.sources import Column, Fact, Source

TOUCHPOINTS = Fact(
    key="touchpoints",
    columns=(
        Column("touchpoint_id", "COALESCE(t.corrects_id, t.id)"),
        Column("customer_id", "t.party_id"),
        Column("kind", "t.kind", "term"),
        Column("channel", "t.channel", "term"),
        Column("direction", "t.direction", "term"),
    ),
    rows=(
        "timeline_touchpoint t WHERE t.kind <> 'withdrawal' AND NOT EXISTS (SELECT 1 FROM timeline_touchpoint newer"
        " WHERE newer.corrects_id = COALESCE(t.corrects_id, t.id) AND newer.id > t.id)"
    ),
    walk="t.id",
    root="COALESCE(t.corrects_id, t.id)",
    root_name="touchpoint_id",
    chosen="(t.id IN ({ids}) OR t.corrects_id IN ({ids}))",
    moment="t.happened_at",
    split="kind",
)

TOUCHPOINT_SOURCE = Source(
    key="timeline.Touchpoint",
    table="timeline_touchpoint",
    root="COALESCE(corrects_id, id)",
    revises="corrects_id IS NOT NULL",
    facts=(TOUCHPOINTS,),
    order=20,
)
