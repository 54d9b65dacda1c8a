"""Bluetooth health devices: codecs, sessions, the radio port, virtual devices."""
