"""Staff screens of imports and exports, one resource a file."""
