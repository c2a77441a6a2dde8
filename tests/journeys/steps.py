"""Steps of more than one journey."""


def follow(target):
    """Click what leads to another page, and wait until that page is there whole."""
    with target.page.expect_navigation():
        target.click()
