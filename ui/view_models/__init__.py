"""One QObject a screen; they decide, QML only shows."""
