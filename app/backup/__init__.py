"""Backups: one encrypted file that opens with a passphrase or a recovery code, on any machine."""
