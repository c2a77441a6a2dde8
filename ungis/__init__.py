"""The working memory of the United Nations Group on the Information Society."""
