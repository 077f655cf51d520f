"""The demo town: its starter set of categories and people, its past, and the life that goes on through the API."""
