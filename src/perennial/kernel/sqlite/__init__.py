"""Django's SQLite, with a queue for those of this process who want to write."""
