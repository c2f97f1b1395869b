"""Text in, Markdown out: the parser's set-up, the repairs, and what a tag or a formula is."""
