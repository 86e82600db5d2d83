"""The Budget tab: a year's money, its elements, each partnership's part, and the years beside each other."""
