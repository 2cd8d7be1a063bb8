"""Imports, their mappings, their errors and what they changed."""
