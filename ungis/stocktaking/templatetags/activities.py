"""Filters of the pages of activities."""

from django import template

from ungis.mappings.names import spoken_name

register = template.Library()
register.filter("spoken", spoken_name)
