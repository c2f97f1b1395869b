"""The site: questions → a plan of files. The only room that knows jinja2 and fontTools."""

from diptych.site.plan import plan_questions, plan_site
from diptych.site.theming import ThemeError
from diptych.site.writer import theme_troubles

__all__ = ["ThemeError", "plan_questions", "plan_site", "theme_troubles"]
