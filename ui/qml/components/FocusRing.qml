import QtQuick

// Two-tone ring around the item with the keyboard focus: visible on every fill.
Rectangle {
    required property Item around

    anchors.fill: parent
    anchors.margins: -(Theme.sizeFocusRing + Theme.sizeFocusGap)
    visible: around.visualFocus === true || (around.visualFocus === undefined && around.activeFocus)
    color: "transparent"
    radius: parent.radius === undefined ? Theme.radiusSmall : parent.radius + Theme.sizeFocusRing + Theme.sizeFocusGap
    border.width: Theme.sizeFocusRing
    border.color: Theme.focus

    Rectangle {
        anchors.fill: parent
        anchors.margins: Theme.sizeFocusRing
        color: "transparent"
        radius: parent.radius - Theme.sizeFocusRing
        border.width: Theme.sizeFocusGap
        border.color: Theme.surface
    }
}
