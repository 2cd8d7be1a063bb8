"""The composition root: settings, addresses, entry points. No logic."""
