"""What audiences offer to the registries."""
