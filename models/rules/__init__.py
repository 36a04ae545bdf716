"""Rules of the business: pure functions of values. No clock, no database, no telephony."""
