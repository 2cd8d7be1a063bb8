"""What customers will do next: how likely they come back, when, how often, for how much, and how far to trust it."""
