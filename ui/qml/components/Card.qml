import QtQuick

// A sheet of paper: depth by tone and a hairline, no shadow.
Rectangle {
    radius: Theme.radiusCard
    color: Theme.surface
    border.width: Theme.sizeBorder
    border.color: Theme.line
}
