"""Each shipped article can be browsed to: its topic stands in exactly one theme, named in both languages."""

from __future__ import annotations

from collections import Counter

from kb.intake import shipped_articles
from kb.themes import shipped_themes


def test_each_topic_stands_in_exactly_one_theme() -> None:
    listed = Counter(topic for theme in shipped_themes() for topic in theme.topics)
    assert set(listed) == {article.topic for article in shipped_articles().documents}
    assert set(listed.values()) == {1}


def test_themes_are_named_in_both_languages() -> None:
    themes = shipped_themes()
    assert len({theme.key for theme in themes}) == len(themes)
    for theme in themes:
        assert set(theme.names) == {"zh", "en"}
        assert all(theme.names.values())
