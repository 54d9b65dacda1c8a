"""The door for other agents: a few tools over the Model Context Protocol, read-only, each with its own consent."""
