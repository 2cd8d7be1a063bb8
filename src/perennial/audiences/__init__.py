"""Living groups of customers: who belongs by what they are and did, since when, and why."""
