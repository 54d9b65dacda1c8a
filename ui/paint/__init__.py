"""Painted Qt Quick items."""
