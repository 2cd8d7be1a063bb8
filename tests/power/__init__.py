"""Power cuts: a filesystem that forgets what was not synced, and a product that runs on it."""
