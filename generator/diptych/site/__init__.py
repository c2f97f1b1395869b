"""The site: questions → ``{path: bytes}``. The only room that knows jinja2 and fontTools."""

from diptych.site.pages import ThemeError, render_site, theme_troubles

__all__ = ["ThemeError", "render_site", "theme_troubles"]
