"""English, for readers of any country: the day before the month, which has a name, and the hours of a whole day."""
