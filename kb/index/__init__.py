"""Indexes over passages; each is a cache that can be rebuilt."""
