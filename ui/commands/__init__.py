"""One module a command group; each registers its parsers and runs them."""
