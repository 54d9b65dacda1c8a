import QtQuick

// The place of the paper that a result was read from. The picture is shared by all rows, so it is decoded once.
Rectangle {
    id: evidence

    required property string picture
    required property string name
    required property real spotLeft
    required property real spotTop
    required property real spotWidth
    required property real spotHeight
    readonly property real zoom: spotWidth > 0 ? (width - 2 * Theme.spaceS) / (spotWidth * paper.implicitWidth) : 1

    visible: picture !== "" && spotWidth > 0
    implicitHeight: visible ? Math.max(Theme.sizeButton, spotHeight * paper.implicitHeight * zoom + 2 * Theme.spaceM) : 0
    radius: Theme.radiusSmall
    color: Theme.surface
    border.width: Theme.sizeBorder
    border.color: Theme.line
    clip: true
    Accessible.role: Accessible.Graphic
    Accessible.name: qsTr("%1 on the paper").arg(name)

    Image {
        id: paper

        source: evidence.picture
        x: Theme.spaceS - evidence.spotLeft * width
        y: evidence.height / 2 - (evidence.spotTop + evidence.spotHeight / 2) * height
        width: implicitWidth * evidence.zoom
        height: implicitHeight * evidence.zoom
        smooth: true
    }
}
