"""The statistics, free of any database: histories in, parameters and expectations out. Days are whole numbers, money is minor
units, arrays have one entry per customer unless said otherwise."""
