"""The text of agreements: clause sets in versions, what changed between them and why, and who was consulted."""
