"""Engines that run a model, and the catalogue of models."""
