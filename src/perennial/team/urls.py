from django.urls import URLPattern, URLResolver, include, path

from perennial.team.views import (
    audit,
    email,
    history,
    invitations,
    jobs,
    joining,
    language,
    members,
    profile,
    welcome,
    workspace,
)

pages: list[URLPattern | URLResolver] = [
    path("welcome/", welcome.welcome, name="welcome"),
    path("join/<str:token>/", joining.join, name="join"),
    path("language/", language.language, name="language"),
    path("settings/profile/", profile.profile, name="profile"),
    path("settings/profile/email/", email.email, name="email"),
    path("accounts/email/<str:token>/", email.confirm_email, name="confirm_email"),
    path("settings/profile/sessions/", profile.sessions, name="sessions"),
    path("settings/workspace/", workspace.workspace, name="workspace"),
    path("settings/team/", members.members, name="members"),
    path("settings/team/members/<int:id>/role/", members.role, name="role"),
    path("settings/team/members/<int:id>/deactivation/", members.deactivation, name="deactivation"),
    path("settings/team/members/<int:id>/reactivation/", members.reactivation, name="reactivation"),
    path("settings/team/invitations/", invitations.invite, name="invite"),
    path("settings/team/invitations/<int:id>/resending/", invitations.resending, name="resending"),
    path("settings/team/invitations/<int:id>/withdrawal/", invitations.withdrawal, name="withdrawal"),
    path("settings/jobs/", jobs.jobs, name="jobs"),
    path("settings/jobs/<int:id>/cancellation/", jobs.cancellation, name="cancel_job"),
    path("settings/jobs/<int:id>/retry/", jobs.retry, name="retry_job"),
    path("settings/jobs/<int:id>/discarding/", jobs.discarding, name="discard_job"),
    path("history/<str:kind>/<int:id>/", history.history, name="history"),
    path("history/<str:kind>/<int:id>/looks/", history.looks, name="looks"),
    path("history/<str:kind>/<int:id>/<int:entry>/setting/", history.setting, name="setting"),
    path("settings/audit/", audit.audit, name="audit"),
]
# allauth's names stand outside of our namespace, because it looks them up itself.
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("perennial.team.account_urls")),
    path("", include((pages, "team"))),
]
