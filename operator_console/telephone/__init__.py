"""The demo's customer: a page with a telephone that calls the hotline. Not there in production."""
