"""The shipped sample: a fictional council's five years of agreements."""
