"""Documents of audits (P4, P7): asked for, previewed, made as DOCX and PDF, kept.

One content (`content`, written by `sections`) has three renderers: `word_file`, `pdf_file` and the
page of the preview. What is counted is `models.documents`; its words, Russian and Latvian as the
standards ask, are `words_*.toml`, apart from the screens' texts.
"""
