"""One process tree: a supervisor that starts, watches and stops the web server and the workers."""
