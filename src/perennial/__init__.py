"""Perennial: customer management that keeps a business's customers coming back."""

__version__ = "0.1.0"
