"""Words to values: against independent speakers, and by what people say."""
