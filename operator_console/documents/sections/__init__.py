"""What stands in a document, section by section: facts and the author's words put into blocks."""
