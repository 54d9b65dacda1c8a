"""Red flags: what people say and measure, and the rules over it. The door is :mod:`assistant.safety`."""
