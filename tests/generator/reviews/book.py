"""A notebook to be forgotten."""

SETTINGS = 'title = "T"\nlanguage = "en"\nname = "t"\n'

LIST = "\n".join(f"- {word} comes as number {place}" for place, word in enumerate("abcde", 1))

NOTES = f"""# Locks

## What is a list? {{#list}}

{LIST}

## What is long? {{#long}}

{"Word after word follows here. " * 14}

It ends here.

## What is short? {{#short .reversed}}

> One holds it.

Long ago, and far away.

# Keys

## What do keys do? {{#keys}}

They {{{{c1::open}}}} and {{{{c1::close}}}} what {{{{c2::locks}}}} hold.

## What are the parts? {{#parts}}

![](photo.png){{occlude="10%,20%,30%,10%: cat; 60%,80%,5%,5%: dog"}}
"""

FORGOTTEN = [False] * 8 + [True] * 4
