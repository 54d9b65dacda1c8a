"""GATT characteristics: pure functions between bytes and readings."""
