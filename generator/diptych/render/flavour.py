"""What pages and cards have in common: one method for each kind of token that needs care."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from diptych.diagnostics.codes import diagnose
from diptych.diagnostics.locate import point
from diptych.figures import svg
from diptych.model import Asset, Diagnostic, Span
from diptych.render.code import highlight
from diptych.render.formulas import FormulaError, place_in_source
from diptych.render.safe import Fragments
from diptych.syntax.code_excerpt import definition
from diptych.syntax.html import replace_images
from diptych.syntax.html_policy import as_text
from diptych.syntax.markdown import LATEX_COMMENT, line_of, parser, plain_text
from diptych.syntax.references import Target, included_code, says_nothing
from diptych.syntax.tree import flatten, tree

if TYPE_CHECKING:
    from diptych.figures.registry import Figure
    from diptych.render.context import Context
    from diptych.syntax.tree import Node


@dataclass(slots=True)
class Job:
    """One text that is being rendered.

    Attributes:
        document: the path of the file that it stands in.
        scope: keeps the ids of one question apart from those of the next.
        footnotes: the definitions of the document, by label.
        cited: the footnotes referred to so far, in order: key → tokens.
        asked: whether a card asks for what is deleted; not in footnotes.
    """

    context: Context
    document: str
    scope: str
    span: Span
    footnotes: dict[str, tuple[Node, ...]]
    fragments: Fragments = field(default_factory=Fragments)
    cited: dict[str, Sequence[Node | Token]] = field(default_factory=dict)
    assets: dict[str, Asset] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    asked: bool = True


class Flavour(ABC):
    """Renders tokens; subclasses say how images, links, formulas and references look."""

    def __init__(self) -> None:
        self._renderer = RendererHTML()
        rules: dict[str, Any] = self._renderer.rules
        rules |= {
            "cloze_close": _rule(self._cloze_close),
            "cloze_open": _rule(self._cloze_open),
            "code_block": _rule(self._code_block),
            "fence": _rule(self._fence),
            "figure": _rule(self._figure),
            "footnote_ref": self._footnotes,
            "html_block": _rule(self._html),
            "html_inline": _rule(self._html),
            "image": _rule(self._inline_image),
            "link_open": _rule(self._link),
            "listing": _rule(self._listing),
            "math_block": _rule(self._display_formula),
            "math_block_label": _rule(self._labelled_formula),
            "math_inline": _rule(self._inline_formula),
            "math_inline_double": _rule(self._display_formula),
            # A table scrolls in a box of its own.
            "table_open": _rule(lambda _token, _job: '<div class="table"><table>\n'),
            "table_close": _rule(lambda _token, _job: "</table></div>\n"),
            "td_open": _rule(_cell),
            "th_open": _rule(_cell),
        }

    # What a flavour decides.

    @abstractmethod
    def show_formula(self, latex: str, job: Job, span: Span, *, display: bool) -> str:
        """A formula as a fragment; the only one that `escape` does not touch."""

    @abstractmethod
    def show_picture(self, asset: Asset, attributes: dict[str, str], job: Job) -> str:
        """A picture that exists, as a fragment."""

    @abstractmethod
    def show_drawing(self, figure: Figure, job: Job) -> str:
        """A registered figure's drawing, as a fragment."""

    @abstractmethod
    def link_address(self, target: Target, job: Job) -> str | None:
        """Where a link leads in this flavour; None when it can only be text."""

    @abstractmethod
    def show_reference(self, number: int, job: Job) -> str:
        """The mark of a footnote in the text."""

    @abstractmethod
    def open_cloze(self, number: int, job: Job) -> str:
        """What begins a deletion, as a fragment."""

    @abstractmethod
    def close_cloze(self, hint: str, job: Job) -> str:
        """What ends a deletion, as a fragment."""

    def escape(self, safe: str) -> str:
        """Escape further what was sanitised."""
        return safe

    # Whole texts.

    def finish(self, html: str, job: Job) -> str:
        """Make rendered HTML safe, and put the fragments in."""
        return job.fragments.finish(html, self.escape)

    def blocks(self, tokens: Sequence[Node | Token], job: Job) -> str:
        """Block tokens as HTML that is not sanitised yet."""
        return str(
            self._renderer.render(
                _shape(flatten(tokens), job.document), parser().options, {"job": job}
            )
        )

    def inline(self, tokens: Sequence[Node | Token], job: Job) -> str:
        """Inline tokens as HTML that is not sanitised yet."""
        return str(self._renderer.renderInline(flatten(tokens), parser().options, {"job": job}))

    def sources(self, job: Job) -> str:
        """The footnotes cited so far, as an ordered list; safe HTML."""
        items: list[str] = []
        job.asked = False
        # A footnote may cite another, which then joins the list.
        while len(items) < len(job.cited):
            tokens = list(job.cited.values())[len(items)]
            text = self.blocks(tokens, job) if _has_blocks(tokens) else self.inline(tokens, job)
            safe = job.fragments.finish(_unwrap(text), self.escape)
            items.append(f"<li{self.source_id(len(items) + 1, job)}>{safe}</li>")
        return f'<ol class="sources">{"".join(items)}</ol>' if items else ""

    @abstractmethod
    def source_id(self, number: int, job: Job) -> str:
        """The attribute that makes a source a link's target, or nothing."""

    # Tokens.

    def _cloze_open(self, token: Token, job: Job) -> str:
        return job.fragments.keep(self.open_cloze(token.meta["number"], job))

    def _cloze_close(self, token: Token, job: Job) -> str:
        return job.fragments.keep(self.close_cloze(token.meta["hint"], job))

    def _inline_formula(self, token: Token, job: Job) -> str:
        return self._formula(token, job, display=False)

    def _display_formula(self, token: Token, job: Job) -> str:
        return self._formula(token, job, display=True)

    def _labelled_formula(self, token: Token, job: Job) -> str:
        # ``$$…$$ (label)``: the label is shown as text.
        return f"{self._formula(token, job, display=True)}<p>({html.escape(token.info)})</p>"

    def _fence(self, token: Token, job: Job) -> str:
        """A fenced code block."""
        words = token.info.split()
        return self._code(job, token.content, words[0] if words else "")

    def _code_block(self, token: Token, job: Job) -> str:
        """An indented code block."""
        return self._code(job, token.content, "")

    def _listing(self, token: Token, job: Job) -> str:
        """A paragraph that asks for a definition's source."""
        path, name = token.meta["target"].path, token.meta["target"].fragment
        label = plain_text(token.children or ())
        says = "" if label == name else label
        code = definition(job.context.files.get(path, b""), name)
        if code is None:  # the rule about missing code has said so
            shown = self.inline(token.children or (), job)
            return f"<p>{shown} <code>{html.escape(f'{path}#{name}')}</code></p>"
        return self._code(job, code, "python", file=f"{says}: {path}" if says else path)

    def _figure(self, token: Token, job: Job) -> str:
        """A paragraph that is only an image."""
        image = (token.children or [])[0]
        target = job.context.resolve(job.document, str(image.attrGet("src") or ""))
        shown = self._image(target, _image_attributes(image), job)
        registered = job.context.figures.get(target.path or "")
        if registered is None and job.context.asset(target.path) is None:
            return f"<p>{shown}</p>\n"
        caption = self.inline(image.children or (), job)
        if says_nothing(plain_text(image.children or ()), target):
            drawing = registered.drawing if registered else None
            caption = html.escape(svg.caption_of(drawing)) if drawing else ""
        note = f"<figcaption>{caption}</figcaption>" if caption else ""
        return f'<figure class="figure">{shown}{note}</figure>\n'

    def _inline_image(self, token: Token, job: Job) -> str:
        """An image in the run of a text."""
        target = job.context.resolve(job.document, str(token.attrGet("src") or ""))
        return self._image(target, _image_attributes(token), job)

    def _html(self, token: Token, job: Job) -> str:
        """Raw HTML, as far as it is let through; its images are found like any other."""

        def show(attributes: dict[str, str]) -> str:
            target = job.context.resolve(job.document, attributes.get("src", "").replace("\\", "/"))
            return self._image(target, attributes, job)

        return replace_images(as_text(token.content), show)

    def _link(self, token: Token, job: Job) -> str:
        """A link, led to where its target is in this flavour."""
        target = job.context.resolve(job.document, str(token.attrGet("href") or ""))
        address = self.link_address(target, job)
        title = html.escape(str(token.attrGet("title") or ""))
        said = f' title="{title}"' if title else ""
        return f'<a href="{html.escape(address)}"{said}>' if address else f"<a{said}>"

    def _footnotes(
        self, tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]
    ) -> str:
        """A footnote's mark, with a comma where another one stands right before it."""
        follows = index > 0 and tokens[index - 1].type == "footnote_ref"
        comma = '<sup class="ref">,</sup>' if follows else ""
        return comma + self._footnote(tokens[index], env["job"])

    def _footnote(self, token: Token, job: Job) -> str:
        """The mark of a footnote; undefined ones stay as they were written."""
        meta = token.meta
        if "label" not in meta:
            key, definition_tokens = f"^{meta['id']}", meta["tokens"]
        elif meta["label"] in job.footnotes:
            key, definition_tokens = meta["label"], job.footnotes[meta["label"]]
        else:
            return html.escape(f"[^{meta['label']}]")
        job.cited.setdefault(key, definition_tokens)
        return self._keep(self.show_reference(list(job.cited).index(key) + 1, job), job)

    # Helpers.

    def _keep(self, fragment: str, job: Job) -> str:
        return job.fragments.keep(self.escape(fragment))

    def _code(self, job: Job, code: str, language: str, file: str = "") -> str:
        return self._keep(self.show_code(code, language, file), job)

    def show_code(self, code: str, language: str, file: str = "") -> str:
        """Highlighted code in its box, below the name of the file it stands in."""
        name = f'<div class="code-file">{html.escape(file)}</div>' if file else ""
        kind = f' class="language-{html.escape(language)}"' if language else ""
        lines = f"<pre><code{kind}>{highlight(code, language)}</code></pre>"
        return f'<div class="code">{name}{lines}</div>'

    def _formula(self, token: Token, job: Job, *, display: bool) -> str:
        line = line_of(token, job.span.line)
        span = Span(job.document, line, line)
        # On one line, a comment would swallow what stands below it.
        inline = " ".join(LATEX_COMMENT.sub("", token.content).split())
        latex = token.content.strip() if display else inline
        return job.fragments.keep(self.show_formula(latex, job, span, display=display))

    def _image(self, target: Target, attributes: dict[str, str], job: Job) -> str:
        registered = job.context.figures.get(target.path or "")
        if registered is not None and registered.drawing is not None:
            return self._keep(self.show_drawing(registered, job), job)
        asset = job.context.asset(target.path)
        if asset is None:
            return self._keep(_missing(target, attributes, job), job)
        job.assets[asset.name] = asset
        return self._keep(self.show_picture(asset, attributes, job), job)

    def warn_of_formula(self, latex: str, problem: FormulaError, job: Job, span: Span) -> str:
        """Report a formula that cannot be shown, and show its LaTeX instead."""
        message = f"the formula `{latex}` cannot be shown: {problem}"
        hint = "Pages show its LaTeX instead; cards leave it to MathJax."
        lines = job.context.lines
        here = place_in_source(latex, problem.offset, lines.get(span.path, ()), span)
        here = here or point(span, lines, latex.split("\n")[0], "$$")
        job.diagnostics.append(diagnose("D601", message, here, hint))
        return f"<code>{html.escape(latex)}</code>"


Rule = Callable[[Sequence[Token], int, Any, dict[str, Any]], str]


def _rule(show: Callable[[Token, Job], str]) -> Rule:
    """A rule as markdown-it calls it: with all tokens, a place among them, and the environment."""
    return lambda tokens, index, _options, env: show(tokens[index], env["job"])


def _shape(tokens: Sequence[Token], document: str) -> list[Token]:
    """Turn paragraphs that are only an image or only ask for code into one token each."""
    shaped: list[Token] = []
    index = 0
    while index < len(tokens):
        opens = tokens[index].type == "paragraph_open" and index + 2 < len(tokens)
        special = _special(tokens, index + 1, document) if opens else None
        if special is None:
            shaped.append(tokens[index])
            index += 1
        else:
            shaped.append(special)
            index += 3
    return shaped


def _special(tokens: Sequence[Token], index: int, document: str) -> Token | None:
    children = [child for child in tokens[index].children or () if not child.hidden]
    if len(children) == 1 and children[0].type == "image":
        return Token("figure", "", 0, children=children, map=tokens[index].map)
    paragraph = tree(tokens[index - 1 : index + 2])
    if len(paragraph) == 1 and (target := included_code(paragraph[0], document)):
        meta = {"target": target}
        return Token("listing", "", 0, children=children, meta=meta, map=tokens[index].map)
    return None


def _missing(target: Target, attributes: dict[str, str], job: Job) -> str:
    label = " ".join(filter(None, (attributes.get("alt"), attributes.get("title"))))
    words = f"{job.context.texts['missing_image']}: {label} ({target.written})"
    return f'<span class="missing">{html.escape(words)}</span>'


def _image_attributes(image: Token) -> dict[str, str]:
    attributes = {name: str(value) for name, value in image.attrs.items() if name != "src"}
    return attributes | {"alt": plain_text([image])}


def _cell(token: Token, _job: Job) -> str:
    align = str(token.attrGet("style") or "").removeprefix("text-align:")
    return f'<{token.tag} class="align-{align}">' if align else f"<{token.tag}>"


def _has_blocks(tokens: Sequence[Node | Token]) -> bool:
    return any(token.block for token in tokens)


def _unwrap(text: str) -> str:
    """A list item of one paragraph needs no paragraph."""
    text = text.strip()
    if text.count("<p>") == 1 and text.startswith("<p>") and text.endswith("</p>"):
        return text[3:-4]
    return text
