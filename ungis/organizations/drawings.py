"""The officers of twenty years as a drawing."""


def timeline(terms, marks):
    return ""
