"""Keeping what was entrusted to us: backups, restoring them, upgrades that can fail without harm, and the doctor."""
