"""Where things are: municipalities, territories, zones, streets, addresses, and the typed policies of each town."""
