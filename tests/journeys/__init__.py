"""Stories that go through several slices, as a member lives them."""
