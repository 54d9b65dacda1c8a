"""Virtual devices on a software Bluetooth stack."""
