"""The visit sheet: one A4 page for the doctor."""
