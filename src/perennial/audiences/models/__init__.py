from perennial.audiences.models.audience import Audience, Size
from perennial.audiences.models.stay import Stay

__all__ = ["Audience", "Size", "Stay"]
