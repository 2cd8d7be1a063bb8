"""Staff screens of customers, one resource a file."""
