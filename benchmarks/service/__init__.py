"""How many satellites one `voice serve` carries, what it withstands, and how many shared engines a fleet of kiosks takes."""
