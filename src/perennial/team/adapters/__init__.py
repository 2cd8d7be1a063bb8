"""How allauth's sign-in fits this house."""

from perennial.team.adapters.account import AccountAdapter
from perennial.team.adapters.factors import FactorAdapter
from perennial.team.adapters.providers import ProviderAdapter

__all__ = ["AccountAdapter", "FactorAdapter", "ProviderAdapter"]
