import QtQuick
import "../components"

// A large round sign with an icon.
Rectangle {
    id: mark

    required property string name
    property real extent: Theme.sizeKioskMark
    property color ink: Theme.primary

    width: extent
    height: extent
    radius: extent / 2
    color: Theme.primarySoft

    Icon {
        anchors.centerIn: parent
        name: mark.name
        colour: mark.ink
        extent: mark.extent * 0.45
    }
}
