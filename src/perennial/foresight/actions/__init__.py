from perennial.foresight.actions.fitting import NothingBoughtError, fit_models
from perennial.foresight.actions.flagging import flag_customers, settle_flags
from perennial.foresight.actions.scoring import score_customers, score_everybody
from perennial.foresight.actions.suggesting import forget_suggestions, suggest_products

__all__ = [
    "NothingBoughtError",
    "fit_models",
    "flag_customers",
    "forget_suggestions",
    "score_customers",
    "score_everybody",
    "settle_flags",
    "suggest_products",
]
