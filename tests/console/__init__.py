"""The operator console, page by page, as a browser asks for them."""
