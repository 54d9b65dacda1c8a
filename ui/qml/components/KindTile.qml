import QtQuick
import QtQuick.Controls.Basic

// A kind of device to choose: its picture and its name.
AbstractButton {
    id: tile

    required property string kind
    required property string title

    objectName: "kind-" + kind
    text: title
    padding: Theme.spaceM
    implicitHeight: implicitContentHeight + 2 * padding
    focusPolicy: Qt.StrongFocus
    scale: down ? 0.97 : 1
    Accessible.role: Accessible.Button
    Accessible.name: title
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Card {
        FocusRing {
            around: tile
        }
    }

    contentItem: Column {
        spacing: Theme.spaceXs

        Drawing {
            anchors.horizontalCenter: parent.horizontalCenter
            drawing: "device-" + tile.kind
            extent: Theme.sizeDrawingSmall
        }

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: tile.title
            font.pixelSize: Theme.typeControl
            font.bold: true
            Accessible.ignored: true
        }
    }
}
