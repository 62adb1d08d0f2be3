"""The review page and the report, by requests and in a real browser."""
