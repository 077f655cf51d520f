"""The roof: settings, urls, entry points, commands and the table of all side effects."""
