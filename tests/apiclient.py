"""A program that speaks to the API for a member, in tests."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from perennial.team.actions import make_token
from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.team.rules import may


class Program:
    """Sends requests with a token of `member`: with all that they may do, or with `scopes`."""

    def __init__(self, member: Member, *scopes: Permission) -> None:
        self.token, self.text = make_token(
            by=member, name="Tests", scopes=scopes or [permission for permission in Permission if may(member, permission)]
        )
        self.client = Client(raise_request_exception=False, headers={"authorization": f"Bearer {self.text}"})

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """`api("POST", "/people", {...}, idempotency_key="k")`; a body of bytes is sent as it is."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = told.pop("content-type", "application/json")
        return self.client.generic(method, f"/api/v1{path}", content, kind, headers=told)  # type: ignore[return-value]

    def told(self, method: str, path: str, body: Any = None, *, status: int = 200, **headers: str) -> Any:
        """What the answer holds, which must have this status."""
        answer = self(method, path, body, **headers)
        assert answer.status_code == status, answer.content[:2000]
        return json.loads(answer.content) if answer.content else None
