"""Data that ships with Listenwell: facts, articles, model catalogue, theme, icons."""
