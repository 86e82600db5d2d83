"""Budget: a year's money, its elements, and an allocation for each partnership that sums to the penny."""
