"""The HTML face of a mail that was written as text: one column, no tables, no pictures, nothing loaded from anywhere."""

import re

from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, pgettext

LINK = re.compile(r"https?://\S+")


def as_html(subject: str, text: str, sender: str) -> str:
    """`text` as a page: its paragraphs as they are, a line that is only a link as a button with the link below it."""
    parts = [
        {"link": part, "words": pgettext("button of a mail", "Open")} if LINK.fullmatch(part) else {"link": "", "words": part}
        for part in (block.strip() for block in re.split(r"\n\s*\n", text.strip()))
        if part
    ]
    direction = "rtl" if get_language_bidi() else "ltr"
    return render_to_string(
        "design/mail/page.html", {"subject": subject, "parts": parts, "sender": sender, "direction": direction}
    )
