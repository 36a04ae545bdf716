"""What operators do with calls: contacts with an outcome, requests, drafts, and looks at data."""
