"""The measuring coach: how a sitting at the blood pressure monitor goes, and a week of them. No window, no devices."""
