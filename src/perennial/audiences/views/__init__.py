"""The screens of audiences."""
