"""Markdown → Documents of Questions: repair, tokenise, offer to the finders.

``source`` is the way in. It is imported from there, not from here: whoever only wants a word of how
notes are written, as linking does, loads no finders. Each part knows only those below it::

    source     one file of notes → its document
    finders/   the ways in which people write questions, each a module
    papers/    questions that only their place in a paper tells, made headings
    headings/  which headings ask, and the questions and sections below them
    keys/      keys of answers, found behind questions and joined with them
    cover      a text offered to all finders in turn, by what each offers (search)
    lines/     a text as lines and items: which of them ask, and where each ends
    drafts/    questions as finders find them, and what is taken off before they are made
    tables/    tables in HTML and CSV, rows that Anki exported
    aside/     what belongs on no card: navigation, closing lines, marks of tools
    page       one file as a tree, what is not Markdown in it (html/) read as if it were
    answers/   the parts of answers, and where they are hidden
    choices/   what is offered to choose from, and which of it is right
    outline    a page as headings, and by what these are the same as others (heading_keys)
    tools/     what single tools write; what a file is called (file_names), and is a note (chosen)
    metadata/  front matter and tags
    words/     what the words, numbers and marks of a line tell, in all languages
"""
