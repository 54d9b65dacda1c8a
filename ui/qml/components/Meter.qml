import QtQuick

// How far something is, 0 to 1. The words beside it say the same.
Rectangle {
    id: meter

    required property real fraction

    implicitHeight: Theme.sizeBar
    radius: height / 2
    color: Theme.surface2
    border.width: Theme.selectedBorder > 0 ? Theme.sizeBorder : 0
    border.color: Theme.line
    Accessible.ignored: true

    Rectangle {
        width: Math.max(parent.height, parent.width * meter.fraction)
        height: parent.height
        radius: parent.radius
        color: Theme.primary
        visible: meter.fraction > 0
    }
}
