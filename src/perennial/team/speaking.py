"""Speaking to somebody outside of their own request: in a mail, in a job, in what is written for the whole business."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import translation

from perennial.team.models import Member, Workspace
from perennial.team.words import keeping_words, speak_of


@contextmanager
def speaking(language: str = "") -> Iterator[None]:
    """In a language ("": the workspace's), with the business's word for its customers. Afterwards all is as it was."""
    workspace = Workspace.current()
    with keeping_words():
        translation.activate(language or workspace.language)
        speak_of(workspace.called)
        yield


@contextmanager
def speaking_to(member: Member | None) -> Iterator[None]:
    """In the language of a member; in the workspace's when there is nobody."""
    with speaking(member.language if member else ""):
        yield
