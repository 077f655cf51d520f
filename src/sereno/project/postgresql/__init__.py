"""PostgreSQL with a health check that costs no question."""
