"""Staff screens of purchases, one resource a file."""
