"""Signing in with another address."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from perennial.design.answers import toast
from perennial.kernel import clock
from perennial.team import actions
from perennial.team.addresses import address_of
from perennial.team.forms import EmailForm
from perennial.team.guard import member_of, members_only
from perennial.team.jobs import mail_new_address
from perennial.team.mail import MailNotSentError, send_mail


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@members_only()
def email(request: HttpRequest) -> HttpResponse:
    """Asks for the new address and, once more, the password; has the link mailed."""
    form = EmailForm(request.POST or None, request=request)
    if form.is_valid():
        mail_new_address.enqueue(member_of(request).pk, form.cleaned_data["email"])
        toast(request, _("If the address is free, a link was sent there. It counts once you open the link."))
        return redirect("team:profile")
    return render(request, "team/email.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link: looking changes nothing, because mail scanners look too."""
    try:
        if request.method == "POST":
            member, former = actions.change_email(token)
            context = {"timestamp": clock.now(), "ip": address_of(request) or ""}
            with suppress(MailNotSentError):
                send_mail("account/email/email_changed.txt", former, context, language=member.language)
            return render(request, "team/email_confirmed.html", {"email": member.email})
        _member, address = actions.address_behind(token)
    except actions.AddressLinkDeadError as error:
        return render(request, "team/dead_link.html", {"message": error}, status=410)
    return render(request, "team/email_confirm.html", {"email": address})
