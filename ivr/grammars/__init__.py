"""Keys, and later words, to values. A grammar is a value itself and knows no channel."""
