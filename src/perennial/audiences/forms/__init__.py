"""What is typed on the screens of audiences."""

from perennial.audiences.forms.builder import Builder
from perennial.audiences.forms.drawing import Known
from perennial.audiences.forms.naming import NamingForm

__all__ = ["Builder", "Known", "NamingForm"]
