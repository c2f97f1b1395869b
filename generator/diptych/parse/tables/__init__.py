"""Tables that are not written as Markdown: HTML, CSV, rows that Anki exported."""
