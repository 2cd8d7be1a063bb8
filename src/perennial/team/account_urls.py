"""The parts of allauth that this house uses, under their own names."""

from allauth.account import views as allauth
from django.urls import path, re_path

from perennial.team.guard import members_only
from perennial.team.views import providers, second_step
from perennial.team.views.sign_in import sign_in

urlpatterns = [
    path("login/", sign_in, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("second-step/", second_step.second_step, name="mfa_authenticate"),
    path("passkey/", second_step.passkey_sign_in, name="mfa_login_webauthn"),
    path("proof/password/", members_only()(second_step.proof_by_password), name="account_reauthenticate"),
    path("proof/code/", members_only()(second_step.proof_by_code), name="mfa_reauthenticate"),
    path("proof/passkey/", members_only()(second_step.proof_by_passkey), name="mfa_reauthenticate_webauthn"),
    path("provider/cancelled/", providers.provider_cancelled, name="socialaccount_login_cancelled"),
    path("oidc/<slug:provider_id>/login/", providers.provider_sign_in, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", providers.provider_callback, name="openid_connect_callback"),
    path("password/change/", members_only()(allauth.password_change), name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
