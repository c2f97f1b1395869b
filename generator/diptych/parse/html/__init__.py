"""Headings, paragraphs and folds that are written in HTML."""
