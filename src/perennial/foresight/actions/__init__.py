from perennial.foresight.actions.fitting import NothingBoughtError, fit_models
from perennial.foresight.actions.scoring import score_customers, score_everybody

__all__ = ["NothingBoughtError", "fit_models", "score_customers", "score_everybody"]
