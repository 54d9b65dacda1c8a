"""Records in four layers, one way: raw, clean, daily, views."""
