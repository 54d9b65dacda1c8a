"""Reminders: to measure, to take medicines, to have something checked again. Nothing leaves this machine."""
