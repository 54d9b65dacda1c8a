"""Words of the records as headings."""


def heading(words: str) -> str:
    """``words`` with a capital first letter; the records keep them as they stand inside a sentence."""
    return words[:1].upper() + words[1:]
