from django.urls import URLPattern, URLResolver, path

from perennial.timeline.views import entries, logging, story

app_name = "timeline"
urlpatterns: list[URLPattern | URLResolver] = [
    path("log/", logging.log, name="log"),
    path("log/call/", logging.log, {"kind": "call"}, name="log_call"),
    path("log/note/", logging.log, {"kind": "note"}, name="log_note"),
    path("log/visit/", logging.log, {"kind": "visit"}, name="log_visit"),
    path("log/meeting/", logging.log, {"kind": "meeting"}, name="log_meeting"),
    path("log/message/", logging.log, {"kind": "message"}, name="log_message"),
    path("log/customers/", logging.customers, name="customers"),
    path("customers/<int:party_id>/timeline/", story.story, name="story"),
    path("touchpoints/<int:touchpoint_id>/correction/", entries.correction, name="correction"),
    path("touchpoints/<int:touchpoint_id>/withdrawal/", entries.withdrawal, name="withdrawal"),
    path("touchpoints/<int:touchpoint_id>/reinstatement/", entries.reinstatement, name="reinstatement"),
    path("touchpoints/<int:touchpoint_id>/pin/", entries.pin, name="pin"),
    path("touchpoints/<int:touchpoint_id>/unpinning/", entries.unpin, name="unpin"),
]
