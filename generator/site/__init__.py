"""The site: questions → ``{path: bytes}``. The only room that knows jinja2 and fontTools."""

from generator.site.pages import render_site

__all__ = ["render_site"]
