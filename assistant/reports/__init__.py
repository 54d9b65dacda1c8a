"""From a photographed report to results."""
